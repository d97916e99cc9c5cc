//! The example of the C library: a FIFO that is made and then read.

use crate::compiler::{self, Compiler};
use std::fs::File;
use std::io::Write as _;
use std::os::unix::fs::FileTypeExt as _;
use std::thread;
use std::time::{Duration, Instant};
use wasi_mknod_tests::{Fixture, FrontEnd, Host, Program, Trials};

pub(crate) fn add(trials: &mut Trials) {
    compiler::each(trials, "requests", requests);
}

fn requests(front_end: FrontEnd, compiler: Compiler) {
    runs(front_end, compiler.guest("requests"));
}

/// Runs the example, and writes to the FIFO that it makes.
pub(crate) fn runs(front_end: FrontEnd, requests: Program) {
    let fixture = Fixture::new(&[]);
    let fifo = fixture.inside().join("requests");
    let writer = thread::spawn(move || {
        // There is nothing to wait with for a name to come up but to look.
        let end = Instant::now() + Duration::from_secs(50);
        while !fifo
            .symlink_metadata()
            .is_ok_and(|found| found.file_type().is_fifo())
        {
            assert!(Instant::now() < end, "the guest makes no FIFO");
            thread::yield_now();
        }
        let mut requests = File::options()
            .write(true)
            .open(fifo)
            .expect("the guest reads it");
        requests
            .write_all(b"one\ntwo\n")
            .expect("the guest reads it");
    });
    let outcome = Host::on(front_end, &fixture).run(requests);
    writer.join().expect("it writes");
    assert_eq!(
        outcome.success(),
        "somebody wrote: one\nsomebody wrote: two\n"
    );
}
