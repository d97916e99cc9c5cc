//! The Go package: its own tests, and programs that use FIFOs and devices. All are commands of one
//! guest.

use std::process::ExitCode;
use wasi_mknod_tests::{Language, Need, Trials, programs};

const GO: Language = Language {
    name: "go",
    needs: [&[Need::Go], &[Need::Go, Need::Devices]],
    program: programs::GO,
    example: programs::GO_EXAMPLE,
    own: &[
        ("attributes", 2),
        ("device", 3),
        ("heap", 1),
        ("nodes", 5),
        ("paths", 3),
        ("stat", 3),
    ],
    readers: &["read"],
    writers: &["write"],
    // The adapter for WASI 0.1 tells a write of no bytes in place of EPIPE.
    failing: &[("write-until-failure", "write /fifo: unexpected EOF\n")],
};

fn main() -> ExitCode {
    let mut trials = Trials::default();
    GO.add(&mut trials);
    trials.add("go::readme", &[], || {
        let readme = include_str!("../../../guest/go/README.md");
        let source = include_str!("../../../guest/go/examples/requests/main.go");
        assert!(readme.contains(&format!("```go\n{source}```\n")));
    });
    trials.run_once()
}
