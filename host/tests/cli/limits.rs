//! Limits on the memory and the work of a guest.

use crate::Files;
use crate::guests::{BUSY, grows};

#[test]
fn memories_and_tables_are_bounded() {
    let files = Files::new();
    files.component("first", &grows("(memory.grow (i32.const 1000))"));
    files.component("second", &grows("(memory.grow 1 (i32.const 1000))"));
    files.component(
        "table",
        &grows("(table.grow (ref.null func) (i32.const 900000))"),
    );
    files.component(
        "large",
        &grows("(table.grow (ref.null func) (i32.const 1000000))"),
    );
    for (arguments, status) in [
        (&["first"][..], 0),
        (&["second"], 0),
        (&["--max-memory", "65M", "first"], 0),
        (&["--max-memory", "64M", "first"], 1),
        (&["--max-memory", "64M", "second"], 1),
        (&["--max-memory", "2M", "table"], 0),
        (&["large"], 1),
    ] {
        let output = files.run(&[&["run"], arguments].concat());
        assert_eq!(
            output.status.code(),
            Some(status),
            "{arguments:?}: {output:?}"
        );
        assert!(output.stderr.is_empty(), "{output:?}");
    }
    // The memories that the guest starts with count, too.
    let output = files.run(&["run", "--max-memory", "1M", "first"]);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("exceeds memory limits"), "{stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
}

#[test]
fn fuel_ends_a_guest_that_computes() {
    let files = Files::new();
    files.component("busy", BUSY);
    let output = files.run(&["run", "--fuel", "100000", "busy"]);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("`busy` trapped"), "{stderr}");
    assert!(stderr.contains("fuel"), "{stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
}
