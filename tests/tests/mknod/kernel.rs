//! The kernel as the judge: all short paths over a set of names, compared with what `mknodat(2)` says of them.
//!
//! Confined and unconfined calls differ in one point only. A path that leads out is not permitted, and which those are
//! the kernel knows, too: `openat2(2)` with `RESOLVE_BENEATH` tells.

use crate::table::allow_all;
use rustix::fs::{
    AtFlags, FileType, Mode, OFlags, ResolveFlags, mkdirat, mknodat, openat2, unlinkat,
};
use rustix::io::Errno;
use std::fs::{self, File};
use wasi_mknod_tests::process::{self, SystemCall};
use wasi_mknod_tests::{
    Answer, Call, Entry, Fixture, FrontEnd, Host, Kind, Trials, dir, fifo, file, link, name_of,
};

pub(crate) fn add(trials: &mut Trials) {
    for kind in [Kind::Fifo, Kind::RegularFile, Kind::Directory] {
        let name = format!("kernel::every_short_path::{}", kind.name());
        trials.each(&FrontEnd::ALL, &name, &[], move |front_end| {
            every_short_path(front_end, kind, None);
        });
    }
    // An old kernel, a filter that knows no better, and one that renames disturb all the time.
    for (name, errno) in [
        ("openat2_unknown", Errno::NOSYS),
        ("openat2_forbidden", Errno::PERM),
        ("openat2_disturbed", Errno::AGAIN),
    ] {
        let name = format!("kernel::every_short_path::{name}");
        trials.each_isolated(&FrontEnd::ALL, &name, &[], move |front_end| {
            every_short_path(front_end, Kind::Fifo, Some(errno));
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

/// With `refused` as the answer to `openat2` once the kernel has told what is right.
fn every_short_path(front_end: FrontEnd, kind: Kind, refused: Option<Errno>) {
    let fixture = Fixture::new(&tree());
    let start = File::open(fixture.inside()).unwrap();
    let before = format!("{:?}", fixture.snapshot());
    let paths = paths();
    let calls: Vec<Call> = paths.iter().map(|path| Call::new(path, kind)).collect();
    let expected: Vec<Answer> = paths.iter().map(|path| judge(&start, path, kind)).collect();
    if let Some(errno) = refused {
        process::refuse(SystemCall::Openat2, errno);
    }
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

fn judge(start: &File, path: &str, kind: Kind) -> Answer {
    if path.starts_with('/') {
        return Err("not-permitted".to_owned());
    }
    match leads_out(start, path) {
        true => Err("not-permitted".to_owned()),
        false => unconfined(start, path, kind).map_err(|errno| name_of(errno).to_owned()),
    }
}

/// Says whether the directory of the last component is outside, or the path itself if that is `..`.
fn leads_out(start: &File, path: &str) -> bool {
    let trimmed = path.trim_end_matches('/');
    let parent = match trimmed.rsplit_once('/') {
        _ if trimmed == ".." || trimmed.ends_with("/..") => trimmed,
        Some((parent, _)) => parent,
        None => return false,
    };
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    loop {
        match openat2(start, parent, flags, Mode::empty(), ResolveFlags::BENEATH) {
            // Somebody renamed something somewhere while a `..` was looked up.
            Err(Errno::AGAIN) => {}
            opened => return opened.err() == Some(Errno::XDEV),
        }
    }
}

/// Makes the node and removes it again.
fn unconfined(start: &File, path: &str, kind: Kind) -> Result<(), Errno> {
    let mode = Mode::from_raw_mode(0o600);
    match kind {
        Kind::Directory => {
            mkdirat(start, path, mode)?;
            return unlinkat(start, path, AtFlags::REMOVEDIR);
        }
        Kind::RegularFile => mknodat(start, path, FileType::RegularFile, mode, 0)?,
        _ => mknodat(start, path, FileType::Fifo, mode, 0)?,
    }
    unlinkat(start, path, AtFlags::empty())
}
