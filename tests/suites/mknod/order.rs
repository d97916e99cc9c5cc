//! Calls that are wrong in two ways: the earlier check gives the answer.

use crate::table::allow_all;
use wasi_mknod_tests::{Call, Fixture, FrontEnd, Host, Kind, Start, Trials, dir, file, link};
use wasi_mknod_wasmtime::Policy;

/// A major number of 13 bits.
const OUT_OF_RANGE: Kind = Kind::CharacterDevice(0x1001, 3);

pub(crate) fn add(trials: &mut Trials) {
    type Setup = fn(Host) -> Host;
    let rows: [(&'static str, Setup, Vec<Call>, &'static str); 7] = [
        (
            "not_a_directory",
            hostile,
            not_a_directory(),
            "not-directory",
        ),
        ("device_number", hostile, device_number(), "invalid"),
        (
            "read_only",
            read_only_without_quota,
            read_only(),
            "not-permitted",
        ),
        ("policy", without_quota, policy(), "not-permitted"),
        ("quota", granting_without_quota, quota(), "quota"),
        ("path", granting, too_long(), "name-too-long"),
        ("nul", granting, nul(), "invalid"),
    ];
    for (name, setup, calls, expected) in rows {
        let name = format!("order::{name}");
        trials.each(&FrontEnd::GUESTS, &name, &[], move |front_end| {
            let fixture = tree();
            let before = fixture.snapshot();
            let host = setup(Host::on(front_end, &fixture));
            for (call, answer) in calls.iter().zip(host.calls(&calls)) {
                assert_eq!(answer, Err(expected.to_owned()), "{call:?}");
            }
            before.assert_same(&fixture.snapshot());
        });
    }
}

fn tree() -> Fixture {
    Fixture::new(&[
        file("inside/file"),
        dir("inside/dir"),
        link("inside/loop", "loop"),
        link("inside/link-to-outside", "../outside"),
    ])
}

fn granting(host: Host) -> Host {
    host.policy(allow_all())
}

fn granting_without_quota(host: Host) -> Host {
    granting(host).max_nodes(0)
}

fn without_quota(host: Host) -> Host {
    host.max_nodes(0)
}

fn read_only_without_quota(host: Host) -> Host {
    granting_without_quota(host).read_only()
}

fn hostile(host: Host) -> Host {
    without_quota(host).read_only().policy(Policy::deny_all())
}

/// Paths that fail by themselves, each at another point.
fn bad_paths() -> Vec<String> {
    let long = "n".repeat(256);
    let longer = "d/".repeat(2048);
    let paths = [
        "",
        "/new",
        "nul\0",
        &long,
        &longer,
        "..",
        "../new",
        "file",
        "file/x",
        "loop/x",
        "missing/x",
        "new/",
        "link-to-outside/new",
    ];
    paths.map(str::to_owned).into()
}

fn with_bad_paths(kinds: &[Kind]) -> Vec<Call> {
    let paths = bad_paths().into_iter().chain(["new".to_owned()]);
    paths
        .flat_map(|path| kinds.iter().map(move |kind| Call::new(&*path, *kind)))
        .collect()
}

fn not_a_directory() -> Vec<Call> {
    with_bad_paths(&[Kind::Fifo, Kind::Directory, OUT_OF_RANGE])
        .into_iter()
        .map(|call| call.start(Start::Opened("file".to_owned())))
        .collect()
}

fn device_number() -> Vec<Call> {
    with_bad_paths(&[OUT_OF_RANGE, Kind::BlockDevice(0, 0x10_0000)])
}

fn read_only() -> Vec<Call> {
    with_bad_paths(&[Kind::Fifo, Kind::Directory, Kind::CharacterDevice(1, 3)])
}

fn policy() -> Vec<Call> {
    let mut calls = with_bad_paths(&[Kind::Directory, Kind::CharacterDevice(1, 3)]);
    calls.extend(
        with_bad_paths(&[Kind::Fifo])
            .into_iter()
            .map(|call| call.mode(0o4600)),
    );
    calls
}

fn quota() -> Vec<Call> {
    with_bad_paths(&[Kind::Fifo, Kind::CharacterDevice(1, 3)])
}

fn too_long() -> Vec<Call> {
    let long = "n".repeat(256);
    [
        format!("nul\0/{long}"),
        format!("/{long}"),
        format!("../{long}"),
        format!("file/{long}"),
        format!("missing/{long}"),
        format!("loop/{long}"),
        "/".repeat(4096),
        "../".repeat(1366),
    ]
    .map(|path| Call::new(path, Kind::Fifo))
    .into()
}

fn nul() -> Vec<Call> {
    [
        "/nul\0",
        "../nul\0",
        "file/nul\0",
        "missing/nul\0",
        "loop/nul\0",
        "file\0",
    ]
    .map(|path| Call::new(path, Kind::Fifo))
    .into()
}
