//! The JavaScript package: its own tests, and programs that use FIFOs and devices. All are commands
//! of one guest.

use std::fs::File;
use std::io::Write as _;
use std::process::ExitCode;
use std::thread;
use wasi_mknod_tests::{Fixture, FrontEnd, Host, Language, Need, Trials, fifo, programs};

const JAVASCRIPT: Language = Language {
    name: "js",
    needs: [&[Need::JavaScript], &[Need::JavaScript, Need::Devices]],
    program: programs::JS,
    example: programs::JS_EXAMPLE,
    own: &[
        ("arguments", 5),
        ("attributes", 2),
        ("devices", 3),
        ("fifos", 8),
        ("nodes", 5),
        ("stats", 3),
    ],
    readers: &["read", "read-sync"],
    writers: &["write", "write-sync"],
    failing: &[
        ("write-until-failure", "EPIPE write\n"),
        ("write-until-failure-sync", "EPIPE write\n"),
    ],
};

fn main() -> ExitCode {
    let mut trials = Trials::default();
    JAVASCRIPT.add(&mut trials);
    trials.each(
        &[FrontEnd::P2Sync, FrontEnd::P2Async],
        "js::fifos::together",
        JAVASCRIPT.needs[0],
        together,
    );
    trials.add("js::readme", &[], || {
        let readme = include_str!("../../../guest/js/README.md");
        let source = include_str!("../../../guest/js/examples/app.js");
        assert!(readme.contains(&format!("```js\n{source}```\n")));
    });
    trials.run_once()
}

/// Two streams wait at once, and timers run meanwhile.
fn together(front_end: FrontEnd) {
    let fixture = Fixture::new(&[fifo("inside/one"), fifo("inside/other")]);
    let host = Host::on(front_end, &fixture);
    let sign = fixture.inside().join("sign");
    let words = ["/one", "/other", "/sign"];
    thread::scope(|scope| {
        let guest = scope.spawn(|| JAVASCRIPT.run(&host, "together", &words));
        while !sign.exists() && !guest.is_finished() {
            thread::yield_now();
        }
        assert!(sign.exists(), "timers run");
        // The second one first: a guest that waited for one of them only would not come to it.
        for (name, text) in [("other", "two"), ("one", "one")] {
            let path = fixture.inside().join(name);
            let mut fifo = File::options().write(true).open(path).unwrap();
            fifo.write_all(text.as_bytes()).unwrap();
        }
        assert_eq!(guest.join().unwrap(), "one|two\n");
    });
}
