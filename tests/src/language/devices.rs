//! Device nodes, which are granted, and what a guest sees of those that others have made.

use super::{Language, Test};
use crate::{Fixture, FrontEnd, Host, Kind, Trials, device};
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};
use wasi_mknod_wasmtime::Policy;

pub(super) fn add(language: Language, trials: &mut Trials) {
    let [without, with] = language.needs;
    let tests: [(_, _, Test); 3] = [
        ("made", with, made),
        ("described", with, described),
        ("whiteout", without, made_by_everybody),
    ];
    for (name, needs, test) in tests {
        trials.each(
            &[FrontEnd::P2Sync],
            &format!("{}::devices::{name}", language.name),
            needs,
            move |front_end| test(language, front_end),
        );
    }
}

fn host(front_end: FrontEnd, fixture: &Fixture, rules: &[&str]) -> Host {
    let policy = rules.iter().fold(Policy::new(), |policy, rule| {
        policy.device(rule.parse().expect("a rule"))
    });
    Host::on(front_end, fixture).policy(policy)
}

fn made(language: Language, front_end: FrontEnd) {
    let fixture = Fixture::new(&[]);
    let host = host(front_end, &fixture, &["c 240:7 m", "b 240:* m"]);
    language.run(&host, "make", &["/char", "c", "240", "7"]);
    language.run(&host, "make", &["/block", "b", "240", "1048575"]);
    for (name, block, numbers) in [("char", false, (240, 7)), ("block", true, (240, 0xf_ffff))] {
        let path = fixture.inside().join(name);
        let metadata = path.symlink_metadata().expect("a node");
        assert_eq!(metadata.file_type().is_block_device(), block);
        assert_eq!(metadata.file_type().is_char_device(), !block);
        assert_eq!(metadata.mode() & 0o7777, 0o640);
        let device = metadata.rdev();
        assert_eq!((libc::major(device), libc::minor(device)), numbers);
    }
}

fn described(language: Language, front_end: FrontEnd) {
    let fixture = Fixture::new(&[
        device("inside/char", Kind::CharacterDevice(240, 7)),
        device("inside/block", Kind::BlockDevice(8, 17)),
    ]);
    let host = Host::on(front_end, &fixture);
    for (path, expected) in [("/char", "c 240 7\n"), ("/block", "b 8 17\n")] {
        assert_eq!(language.run(&host, "describe", &[path]), expected);
    }
}

/// Linux lets everybody make this one.
fn made_by_everybody(language: Language, front_end: FrontEnd) {
    let fixture = Fixture::new(&[]);
    let host = host(front_end, &fixture, &["c 0:0 m"]);
    language.run(&host, "make", &["/whiteout", "c", "0", "0"]);
    let path = fixture.inside().join("whiteout");
    let metadata = path.symlink_metadata().expect("a node");
    assert!(metadata.file_type().is_char_device());
    assert_eq!(metadata.rdev(), 0);
}
