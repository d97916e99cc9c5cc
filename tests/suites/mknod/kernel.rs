//! The kernel as the judge: all short paths over a set of names, compared with what `mknodat(2)`
//! says of them.

use crate::table::allow_all;
use std::fs;
use wasi_mknod_tests::{
    Answer, Call, Entry, Fixture, FrontEnd, Host, Kind, Trials, dir, fifo, file, link, native,
};

pub(crate) fn add(trials: &mut Trials) {
    for kind in [Kind::Fifo, Kind::RegularFile, Kind::Directory] {
        let name = format!("kernel::every_short_path::{}", kind.name());
        trials.each(&FrontEnd::ALL, &name, &[], move |it| {
            every_short_path(it, kind)
        });
    }
}

fn tree() -> Vec<Entry> {
    vec![
        dir("inside/dir"),
        dir("inside/dir/dir"),
        file("inside/dir/file"),
        link("inside/dir/up", ".."),
        file("inside/file"),
        fifo("inside/fifo"),
        link("inside/down", "dir/"),
        link("inside/up", "dir/.."),
        link("inside/loop", "loop"),
        link("inside/nowhere", "missing"),
        link("inside/out", "../outside"),
        link("inside/back", "../inside"),
        dir("outside/dir"),
    ]
}

/// Every path of up to three of these names, with and without a slash at its end.
fn paths() -> Vec<String> {
    const NAMES: [&str; 13] = [
        "new", "dir", "file", "fifo", "down", "up", "loop", "nowhere", "out", "back", ".", "..", "",
    ];
    let mut paths: Vec<String> = NAMES.map(str::to_owned).into();
    let mut longest = paths.clone();
    for _ in 0..2 {
        longest = longest
            .iter()
            .flat_map(|path| NAMES.map(|name| format!("{path}/{name}")))
            .collect();
        paths.extend_from_slice(&longest);
    }
    paths
}

fn every_short_path(front_end: FrontEnd, kind: Kind) {
    let fixture = Fixture::new(&tree());
    let before = format!("{:?}", fixture.snapshot());
    let paths = paths();
    let calls: Vec<Call> = paths.iter().map(|path| Call::new(path, kind)).collect();
    let expected = native(&fixture.inside(), 0o022, true, &calls);
    let host = Host::on(front_end, &fixture).policy(allow_all());
    let answers = match front_end {
        FrontEnd::Native => calls
            .iter()
            .map(|call| undone(&host, &fixture, call))
            .collect(),
        _ => host.arg("undo").calls(&calls),
    };
    let wrong: Vec<_> = paths
        .iter()
        .zip(expected.iter().zip(&answers))
        .filter(|(_, (expected, answer))| expected != answer)
        .collect();
    assert!(wrong.is_empty(), "path, expected, answer: {wrong:#?}");
    // All that was made has been removed again, so that every call meets the same.
    assert_eq!(format!("{:?}", fixture.snapshot()), before);
    for answer in [
        "exist",
        "loop",
        "no-entry",
        "not-directory",
        "not-permitted",
    ] {
        assert!(expected.contains(&Err(answer.to_owned())), "{answer}");
    }
    assert!(expected.contains(&Ok(())));
}

fn undone(host: &Host, fixture: &Fixture, call: &Call) -> Answer {
    host.call(call)?;
    let path = fixture.inside().join(&call.path);
    match call.kind {
        Kind::Directory => fs::remove_dir(path).unwrap(),
        _ => fs::remove_file(path).unwrap(),
    }
    Ok(())
}
