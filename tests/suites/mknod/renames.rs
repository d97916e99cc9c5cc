//! Renames while paths are resolved. The kernel gives up a confined resolution of `..` when
//! anything is renamed anywhere, and no guest is to hear of that.

use crate::table::masked;
use std::fs;
use wasi_mknod_tests::{
    Call, Created, Fixture, FrontEnd, Host, Kind, Trials, dir, link, meanwhile,
};

const CALLS: usize = 1000;

pub(crate) fn add(trials: &mut Trials) {
    trials.each(&FrontEnd::ALL, "renames::elsewhere", &[], elsewhere);
}

fn elsewhere(front_end: FrontEnd) {
    let fixture = Fixture::new(&[
        dir("inside/dir"),
        dir("inside/dir/sub"),
        link("inside/dir/sub/up", "../.."),
        dir("outside/one"),
    ]);
    let before = fixture.snapshot();
    let calls: Vec<Call> = (0..CALLS)
        .map(|n| format!("dir/sub/../sub/up/dir/../{n}"))
        .map(|path| Call::new(path, Kind::Fifo))
        .collect();
    let host = Host::on(front_end, &fixture);
    let (one, two) = (fixture.outside().join("one"), fixture.outside().join("two"));
    let rename = || {
        fs::rename(&one, &two).unwrap();
        fs::rename(&two, &one).unwrap();
    };
    let answers = meanwhile(rename, || host.calls(&calls));
    for (call, answer) in calls.iter().zip(answers) {
        assert_eq!(answer, Ok(()), "{call:?}");
    }
    let nodes: Vec<String> = (0..CALLS).map(|n| format!("inside/{n}")).collect();
    let node = Created::own(Kind::Fifo, masked(front_end, 0o640));
    let after = fixture
        .snapshot()
        .with_times_of(&before, ["outside", "outside/one"]);
    before.assert_created(&after, nodes.iter().map(|path| (&**path, node)));
}
