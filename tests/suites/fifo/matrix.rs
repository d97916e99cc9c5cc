//! What is no special file behaves as it does in wasmtime-wasi: every way to open it, through both
//! linkers.
//!
//! Without openat2 wasmtime-wasi itself answers otherwise: to make `dir/` is `invalid` then, and no
//! `is-directory`.

use wasi_mknod_tests::{
    Bound, Entry, Fixture, FrontEnd, Host, Kind, Need, Trials, device, dir, fifo, file, link,
    programs,
};

pub(crate) fn add(trials: &mut Trials) {
    trials.each(&FrontEnd::GUESTS, "matrix::read-write", &[], |front_end| {
        same(|fixture| Host::on(front_end, fixture));
    });
    trials.each(&FrontEnd::GUESTS, "matrix::read-only", &[], |front_end| {
        same(|fixture| Host::on(front_end, fixture).read_only());
    });
    const MOUNTS: &[Need] = &[Need::Devices, Need::Mounts];
    trials.each_isolated(&FrontEnd::GUESTS, "matrix::nodev", MOUNTS, |front_end| {
        let read_only = |fixture: &Fixture| Host::on(front_end, fixture).read_only();
        same_without_devices(&[], &PATHS, read_only);
        same_without_devices(&[], &PATHS, |fixture| Host::on(front_end, fixture));
    });
    let name = "matrix::nodev-special";
    trials.each_isolated(&FrontEnd::GUESTS, name, MOUNTS, |front_end| {
        // By 0.3 the guest would wait for what a writer sends: it has no read at an offset.
        let waits = matches!(front_end, FrontEnd::P3 | FrontEnd::P3Blocking);
        let paths = SPECIAL
            .iter()
            .filter(|path| !(waits && path.contains("fifo")));
        let paths: Vec<&str> = paths.copied().collect();
        same_without_devices(&special(), &paths, |fixture| Host::on(front_end, fixture));
    });
}

fn entries() -> [Entry; 10] {
    [
        dir("inside/dir"),
        file("inside/dir/file"),
        file("inside/file"),
        link("inside/to-dir", "dir"),
        link("inside/to-file", "dir/../file"),
        link("inside/dangling", "far"),
        link("inside/far", "dir/../made"),
        link("inside/loop", "loop"),
        link("inside/out", "../outside/file"),
        file("outside/file"),
    ]
}

const PATHS: [&str; 24] = [
    "file",
    "file/",
    "file/x",
    "./file",
    "dir",
    "dir/",
    "dir/.",
    "dir/..",
    "dir/file",
    "dir/missing",
    "missing",
    "missing/",
    "missing/x",
    "to-dir",
    "to-dir/",
    "to-dir/file",
    "to-file",
    "dangling",
    "dangling/",
    "loop",
    "out",
    "../outside/file",
    "/file",
    "",
];

/// What is special, in the mount of the preopened directory and in the one beneath it.
fn special() -> [Entry; 9] {
    let zero = Kind::CharacterDevice(1, 5);
    [
        fifo("inside/fifo"),
        link("inside/to-fifo", "fifo"),
        device("inside/zero", zero),
        link("inside/to-zero", "zero"),
        dir("inside/mounted"),
        device("outside/zero", zero),
        fifo("outside/fifo"),
        link("outside/back", "../file"),
        dir("outside/dir"),
    ]
}

const SPECIAL: [&str; 11] = [
    "fifo",
    "fifo/",
    "to-fifo",
    "zero",
    "to-zero",
    "mounted",
    "mounted/file",
    "mounted/dir/../fifo",
    "mounted/zero",
    "mounted/back",
    "mounted/../fifo",
];

fn same(host: impl Fn(&Fixture) -> Host) {
    let run = |whole: bool| {
        let fixture = Fixture::new(&entries());
        let host = host(&fixture);
        let host = if whole { host } else { host.plain() };
        (answers(host, &PATHS), made(&fixture))
    };
    let (expected, found) = (run(false), run(true));
    assert_same(expected, found, &PATHS);
}

/// Compares a mount with the option `nodev` with one that has devices, where `zero` is not granted.
fn same_without_devices(more: &[Entry], paths: &[&str], host: impl Fn(&Fixture) -> Host) {
    let run = |nodev: bool| {
        let all: Vec<Entry> = entries().into_iter().chain(more.iter().cloned()).collect();
        let fixture = Fixture::new(&all);
        let mut mounts = Vec::new();
        let inside = fixture.inside();
        if nodev {
            mounts.push(Bound::without_devices(&inside).expect("the trial needs mounts"));
        }
        if !more.is_empty() {
            let beneath = Bound::new(&fixture.outside(), &inside.join("mounted"));
            mounts.push(beneath.expect("the trial needs mounts"));
        }
        let answers = answers(host(&fixture), paths);
        mounts.reverse();
        (answers, made(&fixture))
    };
    let (expected, found) = (run(false), run(true));
    assert_same(expected, found, paths);
}

/// What the guest says of each way to open each path.
fn answers(host: Host, paths: &[&str]) -> Vec<String> {
    let lines: String = paths.iter().map(|path| format!("{path}\n")).collect();
    let outcome = host.stdin(lines).run(programs::DRIVER_OPEN);
    outcome.success().lines().map(str::to_owned).collect()
}

/// The number of entries of the preopened directory.
fn made(fixture: &Fixture) -> usize {
    let entries = std::fs::read_dir(fixture.inside());
    entries.expect("it is there").count()
}

fn assert_same(expected: (Vec<String>, usize), found: (Vec<String>, usize), paths: &[&str]) {
    assert_eq!(expected.0.len(), paths.len() * 2 * 16 * 8);
    let both = expected.0.iter().zip(&found.0);
    let different: Vec<String> = both
        .filter(|(expected, found)| expected != found)
        .map(|(expected, found)| format!("- {expected}\n+ {found}"))
        .collect();
    assert!(different.is_empty(), "{}", different.join("\n"));
    assert_eq!((found.0.len(), found.1), (expected.0.len(), expected.1));
    // Both would be empty if nothing worked.
    let opened = |answer: &String| answer.contains(" of ");
    assert!(expected.0.iter().any(opened));
}
