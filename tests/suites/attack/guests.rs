//! Guest programs that attack by what they hand over, and by what they move.

use wasi_mknod_tests::{Fixture, FrontEnd, Host, Trials, dir, foreach_program, programs};
use wasi_mknod_wasmtime::{NodeTypes, Policy};

pub(crate) fn add(trials: &mut Trials) {
    macro_rules! add {
        ($name:ident $constant:ident $($program:tt)*) => {
            $name(trials);
        };
    }
    foreach_program!(attack, add);
}

/// See the module `links`.
fn attack_links(_: &mut Trials) {}

/// See the module `procfs`.
fn attack_procfs(_: &mut Trials) {}

/// See the module `storm`.
fn attack_storm(_: &mut Trials) {}

/// See the test binary `umask`.
fn attack_umask(_: &mut Trials) {}

fn attack_sizes(trials: &mut Trials) {
    trials.each(
        &FrontEnd::GUESTS,
        "sizes::a_million_nodes",
        &[],
        |front_end| {
            let fixture = Fixture::new(&[]);
            let outcome = Host::on(front_end, &fixture)
                .max_nodes(1_000)
                .arg("list")
                .run(programs::ATTACK_SIZES);
            assert_eq!(outcome.success(), "1000 quota\n");
            let made = std::fs::read_dir(fixture.inside()).expect("our own directory");
            assert_eq!(made.count(), 1_000);
        },
    );
    trials.each(&FrontEnd::GUESTS, "sizes::a_long_path", &[], |front_end| {
        let fixture = Fixture::new(&[dir("inside/d")]);
        let outcome = Host::on(front_end, &fixture)
            .arg("path")
            .arg((100 << 20).to_string())
            .run(programs::ATTACK_SIZES);
        assert_eq!(outcome.success(), "name-too-long\n");
    });
    // More than wasmtime lets a guest hand over in one call: the guest ends, the host goes on.
    trials.each(&FrontEnd::GUESTS, "sizes::a_giant_path", &[], |front_end| {
        let fixture = Fixture::new(&[dir("inside/d")]);
        let before = fixture.snapshot();
        let host = Host::on(front_end, &fixture).arg("path");
        let outcome = host
            .clone()
            .arg((200 << 20).to_string())
            .run(programs::ATTACK_SIZES);
        assert!(outcome.trap().contains("fuel"), "{outcome}");
        before.assert_same(&fixture.snapshot());
        let outcome = host.arg("5000").run(programs::ATTACK_SIZES);
        assert_eq!(outcome.success(), "name-too-long\n");
    });
}

fn attack_moves(trials: &mut Trials) {
    trials.each(
        &FrontEnd::GUESTS,
        "moves::grants_stay_where_they_are",
        &[],
        |front_end| {
            let fixture = Fixture::new(&[dir("inside/granted"), dir("inside/denied")]);
            let [granted, denied] = ["granted", "denied"].map(|name| fixture.inside().join(name));
            let whiteouts = Policy::new().device("c 0:0".parse().expect("a rule"));
            Host::new(front_end)
                .preopen(&granted, "/granted")
                .preopen(&denied, "/denied")
                .policy(Policy::new().node_types(NodeTypes::FIFO))
                .directory_policy(&granted, whiteouts)
                .run(programs::ATTACK_MOVES)
                .success();
            let left = fixture.snapshot();
            assert_eq!(left.mode("inside/granted/back/before"), 0o600);
            assert_eq!(left.mode("inside/granted/back/again"), 0o600);
            assert_eq!(left.mode("inside/denied/linked"), 0o600);
        },
    );
}
