//! A terminal, which is no FIFO and has the same functions.

use super::Subject;
use super::guest::Guest;
use super::native::Native;
use super::play::settle;
use std::io::Write as _;
use wasi_mknod_tests::{FrontEnd, Pty};

const CALLS: [&str; 13] = [
    "poll f",
    "read f 0",
    "read f 2",
    "read f 9",
    "write f 0",
    "write f 3",
    "ready f -",
    "ready f in",
    "ready f out",
    "ready f hup",
    "ready f err",
    "ready f connected",
    "ready f in+out",
];

pub(super) fn compare(front_end: FrontEnd) {
    let mut guest = Guest::new(front_end, &[]);
    for flags in ["r", "w", "rw"] {
        for state in ["idle", "input", "gone"] {
            for call in CALLS {
                let expected = perform(&mut Native::new(), flags, state, call);
                let found = perform(&mut guest, flags, state, call);
                assert_eq!(found, expected, "{flags} {state} {call}");
            }
        }
    }
    wakes(&mut guest);
}

fn perform(subject: &mut dyn Subject, flags: &str, state: &str, call: &str) -> [String; 2] {
    let mut terminal = open(subject, flags);
    match state {
        "input" => {
            terminal.master.write_all(b"line\n").expect("there is room");
            settle(subject, "in");
        }
        "gone" => {
            drop(terminal);
            settle(subject, "hup");
        }
        _ => {}
    }
    let answer = [subject.call(call), subject.call("poll f")];
    subject.call("close f");
    answer
}

fn open(subject: &mut dyn Subject, flags: &str) -> Pty {
    let terminal = Pty::new(true).expect("there are pseudo-terminals");
    let path = terminal.path.trim_start_matches('/');
    assert_eq!(subject.call(&format!("open f {path} {flags}")), "ok");
    terminal
}

fn wakes(guest: &mut Guest) {
    let mut terminal = open(guest, "r");
    assert_eq!(guest.call("wait f in"), "waits");
    terminal.master.write_all(b"line\n").expect("there is room");
    assert_eq!(guest.call("answer"), "ready");
    assert_eq!(guest.call("read f 9"), "5");
    assert_eq!(guest.call("wait f in hup"), "waits");
    drop(terminal);
    assert_eq!(guest.call("answer"), "ready");
    guest.call("close f");
}
