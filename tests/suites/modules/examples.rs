//! The examples of the guest crate, compiled for `wasm32-wasip1`, and a program in Zig, which imports
//! functions without their types.

use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use wasi_mknod_tests::{Exit, Fixture, FrontEnd, Host, Need, Trials, programs};

pub(crate) fn add(trials: &mut Trials) {
    trials.each(&FrontEnd::ALL_P2, "mkfifo", &[Need::Modules], mkfifo);
    trials.each(&FrontEnd::ALL_P2, "mknod", &[Need::Modules], mknod);
    trials.each(&FrontEnd::ALL_P2, "zig", &[Need::Zig], zig);
}

fn mkfifo(front_end: FrontEnd) {
    let fixture = Fixture::new(&[]);
    let host = Host::on(front_end, &fixture).arg("-m").arg("640").arg("/q");
    host.run(programs::MODULE_MKFIFO).success();
    let made = fixture
        .inside()
        .join("q")
        .symlink_metadata()
        .expect("a FIFO");
    assert!(made.file_type().is_fifo());
    assert_eq!(made.permissions().mode() & 0o7777, 0o640);

    let again = host.run(programs::MODULE_MKFIFO);
    assert_eq!(again.exit, Exit::Status(1), "{again}");
    assert!(again.stderr.contains("File exists"), "{again}");
}

/// What the policy denies is denied to a module, too.
fn mknod(front_end: FrontEnd) {
    let fixture = Fixture::new(&[]);
    let host = Host::on(front_end, &fixture);
    let denied = host.clone().arg("/null").arg("c").arg("1").arg("3");
    let outcome = denied.run(programs::MODULE_MKNOD);
    assert_eq!(outcome.exit, Exit::Status(1), "{outcome}");
    assert!(outcome.stderr.contains("not permitted"), "{outcome}");
    host.arg("/p")
        .arg("p")
        .run(programs::MODULE_MKNOD)
        .success();
    let made = fixture
        .inside()
        .join("p")
        .symlink_metadata()
        .expect("a FIFO");
    assert!(made.file_type().is_fifo());
}

fn zig(front_end: FrontEnd) {
    let fixture = Fixture::new(&[]);
    let host = Host::on(front_end, &fixture);
    let guest = programs::c("zig", "zig-fifo.module");
    host.run(guest).success();
    let made = fixture
        .inside()
        .join("zig-queue")
        .symlink_metadata()
        .expect("a FIFO");
    assert!(made.file_type().is_fifo());
    assert_eq!(made.permissions().mode() & 0o7777, 0o640);
    // `exist` is number 7 of the error codes.
    let again = host.run(guest);
    assert_eq!(again.exit, Exit::Status(8), "{again}");
}
