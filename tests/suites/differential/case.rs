//! Random trees and calls.

use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use rustix::fs::{CWD, FileType, Mode, mknodat};
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;
use wasi_mknod_tests::{Call, Kind};

/// A tree, and what is called in it.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    entries: Vec<(String, What)>,
    pub(crate) umask: u16,
    pub(crate) calls: Vec<Call>,
}

#[derive(Clone, Debug)]
enum What {
    Dir(u32),
    File,
    Fifo,
    Link(String),
}

/// All that there may be.
pub(crate) fn cases() -> impl Strategy<Value = Case> {
    let what = prop_oneof![
        4 => prop_oneof![Just(0o755), Just(0o2775), Just(0o1777), Just(0o311), Just(0o600)]
            .prop_map(What::Dir),
        1 => Just(What::File),
        1 => Just(What::Fifo),
        3 => path().prop_filter("no link is empty", |path| !path.is_empty()).prop_map(What::Link),
    ];
    let entry = (vec(name(), 1..4), what).prop_map(|(names, what)| (names.join("/"), what));
    let call = (path(), kind(), 0..0o10000_u16)
        .prop_map(|(path, kind, mode)| Call::new(path, kind).mode(mode));
    (vec(entry, 0..12), 0..0o1000_u16, vec(call, 1..12)).prop_map(|(entries, umask, calls)| Case {
        entries,
        umask,
        calls,
    })
}

fn name() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just("a"), Just("b"), Just("c"), Just("d")]
}

fn path() -> impl Strategy<Value = String> {
    let long = prop_oneof![Just(255_usize), Just(256)].prop_map(|length| "n".repeat(length));
    let token = prop_oneof![
        12 => name().prop_map(str::to_owned),
        4 => Just("..".to_owned()),
        2 => Just(".".to_owned()),
        2 => Just(String::new()),
        1 => Just("outside".to_owned()),
        1 => long,
        1 => "\\PC{0,3}",
    ];
    (vec(token, 0..6), any::<u8>()).prop_map(|(tokens, start)| match start {
        0..8 => format!("/{}", tokens.join("/")),
        8..12 => tokens.join("\0"),
        _ => tokens.join("/"),
    })
}

fn kind() -> impl Strategy<Value = Kind> {
    prop_oneof![
        Just(Kind::Fifo),
        Just(Kind::RegularFile),
        Just(Kind::Socket),
        Just(Kind::Directory),
        Just(Kind::CharacterDevice(0, 0)),
        (0..0x1002_u32, 0..0x10_0002_u32)
            .prop_map(|(major, minor)| Kind::CharacterDevice(major, minor)),
        (0..0x1002_u32, any::<u32>()).prop_map(|(major, minor)| Kind::BlockDevice(major, minor)),
    ]
}

impl Case {
    /// Makes the tree in the directory `root`. What does not fit to what is there already is left
    /// out.
    pub(crate) fn plant(&self, root: &Path) {
        for (path, what) in &self.entries {
            let path = root.join(path);
            // Not through links, which may lead out.
            let parents = path.ancestors().skip(1).take_while(|above| *above != root);
            if parents
                .into_iter()
                .any(|above| !above.is_dir() || above.is_symlink())
            {
                continue;
            }
            let _ = match what {
                What::Dir(_) => fs::create_dir(path),
                What::File => fs::File::create_new(path).map(drop),
                What::Fifo => mknodat(CWD, path, FileType::Fifo, Mode::RUSR, 0).map_err(Into::into),
                What::Link(target) => symlink(target, path),
            };
        }
        for (path, what) in self.entries.iter().rev() {
            let path = root.join(path);
            if let (What::Dir(mode), Ok(metadata)) = (what, fs::symlink_metadata(&path))
                && metadata.is_dir()
            {
                let _ = fs::set_permissions(&path, fs::Permissions::from_mode(*mode));
            }
        }
    }
}
