//! The functions of the interface `fifo` on open descriptors answer what the kernel answers.
//!
//! Each row of [`table`] is a state of the other end, and of the pipe, that is made anew for each
//! call. The calls are made by a guest, and natively in non-blocking mode, and the answers have to
//! be equal. The native end that waits for its reader inside `open(2)` has no descriptor yet, for
//! which the answers are those of the WIT.

mod guest;
mod native;
mod play;
mod refusals;
mod table;
mod terminal;

use guest::Guest;
use native::Native;
use play::Play;
use std::time::Duration;
use table::Row;
use wasi_mknod_tests::{FrontEnd, Need, Trials};

/// How long to wait for what has to come. It is far more than anything takes.
const LIMIT: Duration = Duration::from_secs(20);

/// An end that makes calls: a guest, or native code.
trait Subject {
    /// Makes a call and returns its answer in words.
    fn call(&mut self, words: &str) -> String;

    /// Takes note that another end was opened or closed.
    fn note_peer(&mut self, _writes: bool, _opened: bool) {}
}

/// In processes of their own: a child of another test has all files of its parent until it runs its
/// program, and for so long no end is gone.
pub(crate) fn add(trials: &mut Trials) {
    for (name, states) in table::ALL {
        trials.each_isolated(
            &FrontEnd::GUESTS,
            &format!("events::{name}"),
            &[],
            move |front_end| compare(front_end, &states()),
        );
    }
    trials.each_isolated(&FrontEnd::GUESTS, "events::waits", &[], |front_end| {
        compare(front_end, &table::waits());
    });
    trials.each_isolated(
        &FrontEnd::GUESTS,
        "events::terminal",
        &[Need::Terminals],
        terminal::compare,
    );
    trials.isolated("native::events::anchors", &[], anchors);
    trials.each(
        &FrontEnd::GUESTS,
        "events::refusals",
        &[],
        refusals::refuses,
    );
    trials.each(
        &FrontEnd::GUESTS,
        "events::read-only",
        &[],
        refusals::read_only,
    );
}

fn compare(front_end: FrontEnd, rows: &[Row]) {
    let mut guest = Guest::new(front_end, &[]);
    let mut different = Vec::new();
    for row in rows {
        let expected = natively(row);
        guest.fresh();
        let found = Play::new(&guest.path()).perform(&mut guest, row);
        if expected != found {
            different.push(format!("{row}\n- {expected:?}\n+ {found:?}"));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}

fn natively(row: &Row) -> [String; 2] {
    let mut native = Native::new();
    Play::new(&native.path()).perform(&mut native, row)
}

/// What Linux answers, for some rows in words, so that the two sides are not wrong together.
fn anchors() {
    for (steps, call, expected) in [
        ("open f q r", "poll", ["-", "-"]),
        ("open f q r", "read 5", ["0", "-"]),
        (
            "open f q r; peer open p w",
            "read 5",
            ["again", "connected"],
        ),
        (
            "open f q r; peer open p w; peer write p 5; peer close p",
            "poll",
            ["in+hup+connected", "in+hup+connected"],
        ),
        (
            "open f q r; peer open p w; peer write p 5; peer close p",
            "read 9",
            ["5", "hup+connected"],
        ),
        ("open f q w", "poll", ["-", "-"]),
        ("open f q w", "write 5", ["no-such-device", "-"]),
        (
            "peer open p r; open f q w; peer close p",
            "write 5",
            ["pipe", "out+err+connected"],
        ),
        (
            "peer open p r; open f q w; peer open v w; peer fill v",
            "write 1",
            ["again", "connected"],
        ),
        (
            "peer open p r; open f q w; peer open v w; peer write v 100",
            "write 8192",
            ["4096", "connected"],
        ),
        ("open f q rw", "read 5", ["again", "out+connected"]),
    ] {
        let row = Row::new(steps, call);
        assert_eq!(natively(&row), expected, "{row}");
    }
}
