//! Lists of nodes that somebody wants to end.

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use wasi_mknod_tests::leaks::up_to;
use wasi_mknod_tests::{Exit, Fixture, FrontEnd, Host, Trials, programs};

pub(crate) fn add(trials: &mut Trials) {
    let guests = &FrontEnd::GUESTS;
    trials.each(guests, "lists::interrupted", &[], interrupted);
    let blocking = &[FrontEnd::P2AsyncBlocking, FrontEnd::P3Blocking];
    trials.each(blocking, "lists::let_others_run", &[], let_others_run);
}

/// A list of a million nodes ends when the embedder says so.
fn interrupted(front_end: FrontEnd) {
    for nodes in [0, 1, 255, 256, 1000] {
        let fixture = Fixture::in_memory(&[]);
        let asked = AtomicUsize::new(0);
        let outcome = Host::on(front_end, &fixture)
            .interrupt_if(move || asked.fetch_add(1, Ordering::Relaxed) >= nodes)
            .arg("list")
            .run(programs::ATTACK_SIZES);
        assert!(outcome.trap().contains("interrupt"), "{outcome}");
        assert_eq!(made(&fixture), nodes);
    }
}

/// A list that may block the thread of the runtime lets other tasks run now and then, one of which
/// may drop it.
fn let_others_run(front_end: FrontEnd) {
    let fixture = Fixture::in_memory(&[]);
    let host = Host::on(front_end, &fixture).arg("list");
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let exit = runtime.expect("a runtime").block_on(async {
        let guest = host.start(programs::ATTACK_SIZES);
        up_to(guest, 5).await
    });
    assert_eq!(exit, None::<Exit>);
    let made = made(&fixture);
    assert!(made > 0 && made < 5000, "{made}");
}

fn made(fixture: &Fixture) -> usize {
    fs::read_dir(fixture.inside())
        .expect("our own directory")
        .count()
}
