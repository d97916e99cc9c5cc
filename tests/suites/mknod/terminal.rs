//! The terminal of a run as the guest's `tty`.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::process::Command;
use wasi_mknod_tests::{FrontEnd, Need, Pty, Trials, programs};

pub(crate) fn add(trials: &mut Trials) {
    let needs = &[Need::Runner, Need::Terminals];
    trials.each(
        &[FrontEnd::P2Sync, FrontEnd::P3],
        "terminal::its_own",
        needs,
        its_own,
    );
}

/// What the guest writes to the terminal is seen there, and it reads what is typed.
fn its_own(front_end: FrontEnd) {
    let mut pty = Pty::new(true).expect("the trial needs it");
    // Lines of a raw terminal end where the program says so.
    pty.master
        .write_all(b"typed")
        .expect("the terminal has room");
    let terminal = || {
        let mut options = File::options();
        let file = options.read(true).write(true).open(&pty.path);
        file.expect("a terminal")
    };
    let program = programs::FIFO_STD;
    let status = Command::new(programs::runner().expect("the trial needs it"))
        .args(["run", "--no-cache", "--timeout", "2m", "--dev=/"])
        .arg(programs::folder().join(program.file(front_end)))
        .args(["echo", "/tty", "shown"])
        .stdin(terminal())
        .stdout(terminal())
        .stderr(terminal())
        .status();
    let mut seen = Vec::new();
    let mut buffer = [0; 100];
    // Nobody has the terminal open any more: the end is an error of the kernel.
    while let Ok(count @ 1..) = pty.master.read(&mut buffer) {
        seen.extend_from_slice(&buffer[..count]);
    }
    assert_eq!(String::from_utf8_lossy(&seen), "showntyped\n");
    assert!(status.expect("the runner starts").success());
}
