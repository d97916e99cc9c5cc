//! A guest that may make symbolic links with absolute targets gets nowhere through them.

use wasi_mknod_tests::{Fixture, FrontEnd, Host, Trials, dir, file, link, programs};
use wasi_mknod_wasmtime::{NodeTypes, Policy};

pub(crate) fn add(trials: &mut Trials) {
    trials.each(&FrontEnd::GUESTS, "links::lead_nowhere", &[], lead_nowhere);
}

fn lead_nowhere(front_end: FrontEnd) {
    let mut entries = vec![file("inside/mine")];
    for folder in ["inside", "outside"] {
        entries.extend(["dir", "file", "link"].map(|name| {
            let path = format!("{folder}/{name}");
            match name {
                "dir" => dir(path),
                "file" => file(path),
                _ => link(path, "/"),
            }
        }));
    }
    let fixture = Fixture::new(&entries);
    let before = fixture.snapshot();
    let everything = Policy::new()
        .node_types(NodeTypes::all())
        .set_id(true)
        .change_mode(true)
        .change_owner(true)
        .absolute_link(true)
        .device("a *:* m".parse().expect("a rule"));
    let host = Host::on(front_end, &fixture).policy(everything);
    // Also a directory of the guest is nowhere to go by a path that starts at the root.
    let folders = [fixture.outside(), fixture.inside()];
    let targets = folders.map(|path| path.to_str().expect("a plain name").to_owned());
    let through_procfs = format!("/proc/self/root{}", targets[0]);
    let [outside, inside] = targets;
    [outside, inside, through_procfs]
        .into_iter()
        .chain(["/", "//", "/proc/self/cwd"].map(str::to_owned))
        .fold(host, Host::arg)
        .run(programs::ATTACK_LINKS)
        .success();
    before.assert_same(&fixture.snapshot().with_times_of(&before, ["inside"]));
}
