//! Somebody who keeps swapping what is at a path neither holds the host nor gets a device opened.

use rustix::fs::{CWD, RenameFlags, renameat_with};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use wasi_mknod_tests::{
    Fixture, FrontEnd, Host, Kind, Need, Trials, device, fifo, file, link, programs,
};

/// How often the guest tries.
fn rounds(front_end: FrontEnd) -> u32 {
    match FrontEnd::ALL_P3.contains(&front_end) {
        // Its calls take longer, and come to the same core.
        true => 600,
        false => 3000,
    }
}

pub(crate) fn add(trials: &mut Trials) {
    trials.each(
        &FrontEnd::GUESTS,
        "attack::fifo-for-file",
        &[],
        fifo_for_file,
    );
    trials.each(
        &FrontEnd::GUESTS,
        "attack::fifo-for-nothing",
        &[],
        fifo_for_nothing,
    );
    trials.each(
        &FrontEnd::GUESTS,
        "attack::device-for-file",
        &[Need::Devices],
        device_for_file,
    );
}

/// Runs the guest while `swap` is called over and over, and counts what the guest was told.
fn attack(front_end: FrontEnd, fixture: &Fixture, swap: impl Fn() + Sync) -> BTreeMap<String, u32> {
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                swap();
            }
        });
        let host = Host::on(front_end, fixture).arg(rounds(front_end).to_string());
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            host.run(programs::DRIVER_SWAP)
        }));
        done.store(true, Ordering::Relaxed);
        let outcome = outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        let lines = outcome.success().lines();
        let seen = lines.map(|line| {
            let (what, count) = line.split_once(' ').expect("a word and a number");
            (what.to_owned(), count.parse().expect("a number"))
        });
        seen.collect()
    })
}

fn exchange(one: &Path, other: &Path) {
    renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE).expect("both are there");
}

fn total(front_end: FrontEnd, seen: &BTreeMap<String, u32>, expected: &[&str]) {
    let sum: u32 = expected.iter().filter_map(|what| seen.get(*what)).sum();
    assert_eq!(sum, rounds(front_end) * 5, "{seen:?}");
}

fn fifo_for_file(front_end: FrontEnd) {
    let fixture = Fixture::new(&[file("inside/target"), fifo("inside/fifo")]);
    let (target, fifo) = (
        fixture.inside().join("target"),
        fixture.inside().join("fifo"),
    );
    let seen = attack(front_end, &fixture, || exchange(&target, &fifo));
    total(front_end, &seen, &["regular-file", "fifo", "not-directory"]);
    assert!(
        seen.contains_key("regular-file") && seen.contains_key("fifo"),
        "{seen:?}"
    );
}

/// To create a file must not open what has been made there since it was found missing.
fn fifo_for_nothing(front_end: FrontEnd) {
    let fixture = Fixture::new(&[fifo("inside/fifo"), link("inside/target", "far")]);
    let (far, fifo) = (fixture.inside().join("far"), fixture.inside().join("fifo"));
    let seen = attack(front_end, &fixture, || {
        // The guest makes a file there, too, which is then overwritten.
        std::fs::rename(&fifo, &far).expect("the FIFO is there");
        std::fs::rename(&far, &fifo).expect("the FIFO or a file is there");
        if std::fs::metadata(&fifo).is_ok_and(|metadata| metadata.is_file()) {
            std::fs::remove_file(&fifo).expect("the file is there");
            let mode = rustix::fs::Mode::from_raw_mode(0o600);
            rustix::fs::mknodat(CWD, &fifo, rustix::fs::FileType::Fifo, mode, 0).expect("a FIFO");
        }
    });
    total(
        front_end,
        &seen,
        &["regular-file", "fifo", "not-directory", "no-entry"],
    );
}

fn device_for_file(front_end: FrontEnd) {
    let fixture = Fixture::new(&[
        file("inside/target"),
        device("inside/device", Kind::CharacterDevice(1, 3)),
    ]);
    let (target, device) = (
        fixture.inside().join("target"),
        fixture.inside().join("device"),
    );
    let seen = attack(front_end, &fixture, || exchange(&target, &device));
    total(
        front_end,
        &seen,
        &["regular-file", "not-permitted", "not-directory"],
    );
    assert!(
        seen.contains_key("regular-file") && seen.contains_key("not-permitted"),
        "{seen:?}"
    );
}
