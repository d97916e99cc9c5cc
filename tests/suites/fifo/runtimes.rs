//! Guests in runtimes that lack what waits need, and without any.

use std::fs;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake};
use std::thread::{self, Thread};
use wasi_mknod_tests::{Exit, Fixture, FrontEnd, Host, Trials, fifo, programs};

pub(crate) fn add(trials: &mut Trials) {
    let all = &FrontEnd::ASYNC;
    trials.each_isolated(all, "runtimes::without_drivers", &[], without_drivers);
    trials.each_isolated(all, "runtimes::without_tokio", &[], without_tokio);
}

/// A runtime of tokio that has neither timers nor I/O.
fn without_drivers(front_end: FrontEnd) {
    with_peers(front_end, |guest| {
        let runtime = tokio::runtime::Builder::new_current_thread().build();
        runtime.expect("a runtime").block_on(guest)
    });
}

/// An executor that is not of tokio.
fn without_tokio(front_end: FrontEnd) {
    with_peers(front_end, block_on);
}

/// Runs a guest that reads what a native writer sends, and one that writes to a native reader. Both
/// wait for the native end, which comes when the guest has its own.
fn with_peers(
    front_end: FrontEnd,
    run: impl Fn(std::pin::Pin<Box<dyn Future<Output = Exit> + Send>>) -> Exit,
) {
    let fixture = Fixture::new(&[fifo("inside/fifo")]);
    let path = fixture.inside().join("fifo");
    let host = Host::on(front_end, &fixture);
    let text = "text".repeat(50_000);

    let (to, sent) = (path.clone(), text.clone());
    let native = thread::spawn(move || fs::write(to, sent).expect("the guest reads"));
    let count = host.clone().arg("read").arg("/fifo");
    let exit = run(Box::pin(count.start(programs::FIFO_STD)));
    assert_eq!(exit, Exit::Status(0));
    native.join().expect("it has written");

    let native = thread::spawn(move || fs::read_to_string(path).expect("the guest writes"));
    let write = host.arg("write").arg("/fifo").arg(text.clone());
    let exit = run(Box::pin(write.start(programs::FIFO_STD)));
    assert_eq!(exit, Exit::Status(0));
    assert!(native.join().expect("it has read") == text);
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let waker = Arc::new(Unpark(thread::current())).into();
    let mut context = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}
