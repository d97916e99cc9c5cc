//! Device numbers: those that the kernel can hold are made as they are, the others are refused
//! before all else.

use crate::table::{allow_all, masked};
use wasi_mknod_tests::{Call, Created, Fixture, FrontEnd, Host, Kind, Need, Trials};
use wasi_mknod_wasmtime::Policy;

const MAX_MAJOR: u32 = 0xfff;
const MAX_MINOR: u32 = 0xf_ffff;

/// The raw system call makes other devices of these: of the second one `/dev/null`.
const OUT_OF_RANGE: [(u32, u32); 8] = [
    (MAX_MAJOR + 1, 0),
    (0x1001, 3),
    (0xffff, 3),
    (u32::MAX, 0),
    (1, MAX_MINOR + 1),
    (1, 0x10_0003),
    (1, u32::MAX),
    (u32::MAX, u32::MAX),
];

const IN_RANGE: [(u32, u32); 11] = [
    (0, 0),
    (0, 1),
    (1, 3),
    (1, 0xff),
    (1, 0x100),
    (1, 0xffff),
    (1, MAX_MINOR),
    (0xff, 1),
    (0x100, 1),
    (MAX_MAJOR, 0),
    (MAX_MAJOR, MAX_MINOR),
];

pub(crate) fn add(trials: &mut Trials) {
    trials.each(
        &FrontEnd::ALL,
        "devices::in_range",
        &[Need::Devices],
        in_range,
    );
    trials.each(&FrontEnd::ALL, "devices::out_of_range", &[], out_of_range);
    trials.each(
        &FrontEnd::GUESTS,
        "devices::before_policy",
        &[],
        before_policy,
    );
}

fn kinds((major, minor): (u32, u32)) -> [Kind; 2] {
    [
        Kind::CharacterDevice(major, minor),
        Kind::BlockDevice(major, minor),
    ]
}

fn in_range(front_end: FrontEnd) {
    let fixture = Fixture::new(&[]);
    let host = Host::on(front_end, &fixture).policy(allow_all());
    let before = fixture.snapshot();
    let nodes: Vec<(String, Kind)> = IN_RANGE
        .into_iter()
        .flat_map(kinds)
        .map(|kind| (format!("inside/{kind}"), kind))
        .collect();
    for (_, kind) in &nodes {
        let answer = host.call(&Call::new(kind.to_string(), *kind));
        assert_eq!(answer, Ok(()), "{kind}");
    }
    let mode = masked(front_end, 0o640);
    let created = nodes
        .iter()
        .map(|(path, kind)| (&**path, Created::own(*kind, mode)));
    before.assert_created(&fixture.snapshot(), created);
}

fn refused(host: &Host, fixture: &Fixture) {
    let before = fixture.snapshot();
    for kind in OUT_OF_RANGE.into_iter().flat_map(kinds) {
        let answer = host.call(&Call::new("new", kind));
        assert_eq!(answer, Err("invalid".to_owned()), "{kind}");
    }
    before.assert_same(&fixture.snapshot());
}

fn out_of_range(front_end: FrontEnd) {
    let fixture = Fixture::new(&[]);
    refused(&Host::on(front_end, &fixture).policy(allow_all()), &fixture);
}

fn before_policy(front_end: FrontEnd) {
    let fixture = Fixture::new(&[]);
    let host = Host::on(front_end, &fixture);
    refused(&host.clone().policy(Policy::deny_all()), &fixture);
    refused(&host.read_only(), &fixture);
}
