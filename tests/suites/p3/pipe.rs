//! Bytes that the host moves from one of its streams to another.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;
use wasi_mknod_tests::leaks::{runtime, up_to};
use wasi_mknod_tests::{Fixture, FrontEnd, Host, fifo, file, programs};
use wasi_mknod_wasmtime::Policy;

/// How often the host polls the guest before it gives it up.
const POLLS: usize = 100;

/// How long that takes at most.
const LIMIT: Duration = Duration::from_secs(60);

/// Neither end has an end.
struct Case {
    /// Whether the devices are those of the guest's own `/dev`.
    own: bool,
    /// The index of the preopened directory, and the path.
    from: [&'static str; 2],
    to: [&'static str; 2],
}

const CASES: [Case; 5] = [
    Case {
        own: true,
        from: ["1", "zero"],
        to: ["1", "null"],
    },
    Case {
        own: false,
        from: ["1", "zero"],
        to: ["1", "null"],
    },
    Case {
        own: true,
        from: ["0", "filled"],
        to: ["1", "null"],
    },
    Case {
        own: false,
        from: ["0", "huge"],
        to: ["0", "drained"],
    },
    Case {
        own: false,
        from: ["0", "huge"],
        to: ["0", "copy"],
    },
];

/// A guest that leaves endless streams to the host takes no turn from others: each poll has an end.
pub(crate) fn p3_pipe(front_end: FrontEnd) {
    for case in &CASES {
        let (done, ended) = mpsc::channel();
        // A poll without an end cannot be stopped. It ends with the process.
        thread::spawn(move || {
            gives_way(front_end, case);
            done.send(())
        });
        let polled = ended.recv_timeout(LIMIT);
        assert_eq!(polled, Ok(()), "{:?} to {:?}", case.from, case.to);
    }
}

fn gives_way(front_end: FrontEnd, case: &Case) {
    let entries = [
        fifo("inside/filled"),
        fifo("inside/drained"),
        file("inside/huge"),
        file("inside/copy"),
    ];
    let fixture = Fixture::in_memory(&entries);
    let inside = fixture.inside();
    let huge = OpenOptions::new().write(true).open(inside.join("huge"));
    huge.unwrap().set_len(1 << 50).unwrap();
    let host = Host::on(front_end, &fixture);
    let host = match case.own {
        true => host.dev("/dev"),
        false => {
            let rule = "c 1:* rw".parse().unwrap();
            let policy = Policy::new().open_device(rule);
            host.policy(policy).preopen("/dev", "/dev")
        }
    };
    let arguments = case.from.into_iter().chain(case.to);
    let host = arguments.fold(host, Host::arg);
    // Each end of a FIFO opens when the guest has opened the other.
    let filled = inside.join("filled");
    let fill = move || {
        let mut filled = OpenOptions::new().write(true).open(filled)?;
        while filled.write(&[0; 65536]).is_ok() {}
        std::io::Result::Ok(())
    };
    let drained = inside.join("drained");
    let drain = move || {
        let mut drained = File::open(drained)?;
        while drained.read(&mut [0; 65536])? > 0 {}
        std::io::Result::Ok(())
    };
    thread::spawn(fill);
    thread::spawn(drain);
    let polled = runtime().block_on(up_to(host.start(programs::P3_PIPE), POLLS));
    assert_eq!(polled, None);
}
