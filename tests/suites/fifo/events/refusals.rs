//! Descriptors that are not open for a call.

use super::Subject as _;
use super::guest::Guest;
use wasi_mknod_tests::{Fixture, FrontEnd, Host, dir, fifo, file, programs};

const CALLS: [&str; 6] = [
    "poll f",
    "read f 0",
    "read f 1",
    "write f 0",
    "write f 1",
    "ready f in",
];

/// What each of [`CALLS`] answers for what is at a path.
const TABLE: [(&str, &str, [&str; 6]); 6] = [
    ("dir", "r", ["invalid"; 6]),
    ("file", "r", ["invalid"; 6]),
    ("file", "rw", ["invalid"; 6]),
    ("dev/null", "rw", ["invalid"; 6]),
    (
        "fifo",
        "r",
        ["-", "0", "0", "bad-descriptor", "bad-descriptor", "waits"],
    ),
    (
        "fifo",
        "w",
        [
            "-",
            "bad-descriptor",
            "bad-descriptor",
            "no-such-device",
            "no-such-device",
            "waits",
        ],
    ),
];

fn entries() -> [wasi_mknod_tests::Entry; 3] {
    [dir("inside/dir"), file("inside/file"), fifo("inside/fifo")]
}

pub(super) fn refuses(front_end: FrontEnd) {
    let mut guest = Guest::new(front_end, &entries());
    for (path, flags, expected) in TABLE {
        assert_eq!(guest.call(&format!("open f {path} {flags}")), "ok");
        for (call, expected) in CALLS.into_iter().zip(expected) {
            assert_eq!(guest.call(call), expected, "{path} {flags}: {call}");
        }
        guest.call("close f");
    }
}

/// The rights are those of the moment in which it was opened.
pub(super) fn read_only(front_end: FrontEnd) {
    let fixture = Fixture::new(&entries());
    let host = Host::on(front_end, &fixture).read_only();
    let calls = "open f fifo r\npoll f\nread f 1\nwrite f 1\nopen g fifo w\nopen g fifo rw\n";
    let outcome = host.stdin(calls).run(programs::DRIVER_FIFO);
    let answers: Vec<&str> = outcome.success().lines().collect();
    let refused = "not-permitted";
    assert_eq!(
        answers,
        ["ok", "-", "0", "bad-descriptor", refused, refused]
    );
    // Without the overrides there is no descriptor that these functions know.
    let host = Host::on(front_end, &fixture).plain();
    let outcome = host
        .stdin("open f file r\npoll f\n")
        .run(programs::DRIVER_FIFO);
    assert_eq!(outcome.success(), "ok\ninvalid\n");
}
