//! The scenarios as trials: with each guest, through each front end.

use crate::differences::{Devices, Differences, Who, report};
use crate::play::{Play, fixture};
use crate::scenario::Scenario;
use crate::subject::Subject;
use crate::{matrix, random, scenario};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, OnceLock};
use wasi_mknod_tests::{Fixture, FrontEnd, Host, Need, Program, Trials, programs};
use wasi_mknod_wasmtime::Policy;

/// The guests, by the names of the subject and of the compiler, and what they need.
const GUESTS: [(&str, &str, &[Need], &[Need]); 4] = [
    ("rust", "rustc", &[], &[Need::Terminals]),
    ("p3", "rustc", &[], &[Need::Terminals]),
    (
        "c",
        "clang",
        &[Need::Clang],
        &[Need::Clang, Need::Terminals],
    ),
    ("c", "zig", &[Need::Zig], &[Need::Zig, Need::Terminals]),
];

/// All trials.
pub(crate) fn all() -> Trials {
    let mut scenarios = scenario::tables();
    scenarios.extend(matrix::scenarios());
    let scenarios: Vec<_> = scenarios.into_iter().map(Arc::new).collect();
    let mut trials = Trials::default();
    let all = scenarios.clone();
    trials.add("differences", &[], move || Differences::check_table(&all));
    for scenario in &scenarios {
        if !scenario.is_of_c() {
            add_native_c(&mut trials, scenario);
        }
        for (subject, compiler, needs, needs_with_terminals) in GUESTS {
            let front_ends: &[FrontEnd] = match subject {
                "rust" | "p3" if scenario.is_of_c() => &[],
                "p3" if !scenario.is_possible_in_p3() => &[],
                "p3" => &FrontEnd::ALL_P3,
                _ => &FrontEnd::ALL_P2,
            };
            let needs = match scenario.has_terminal() {
                true => needs_with_terminals,
                false => needs,
            };
            let devices: &[Devices] = match scenario.has_device() && !scenario.has_terminal() {
                true => &[Devices::Machine, Devices::Emulated, Devices::Own],
                false => &[Devices::Machine],
            };
            for &devices in devices {
                let name = format!("{compiler}::{}{}", devices.name(), scenario.name);
                let scenario = Arc::clone(scenario);
                trials.each(front_ends, &name, needs, move |front_end| {
                    let who = Who {
                        subject,
                        compiler,
                        front_end,
                        devices,
                    };
                    compare(who, &scenario);
                });
            }
        }
    }
    random::add(&mut trials);
    trials
}

/// The subject in C and that in Rust are the same program.
fn add_native_c(trials: &mut Trials, scenario: &Arc<Scenario>) {
    let scenario = Arc::clone(scenario);
    let needs: &[Need] = match scenario.has_terminal() {
        true => &[Need::Zig, Need::Terminals],
        // There is a native program where there is a compiler for guests.
        false => &[Need::Zig],
    };
    let name = format!("native::c::{}", scenario.name);
    trials.add(name, needs, move || {
        let expected = native(&scenario);
        let fixture = fixture();
        let subject = Subject::native_c(&fixture.inside());
        let found = Play::new(&scenario, fixture.inside(), subject).natively(&scenario);
        assert_eq!(expected, found);
    });
}

/// What Linux answers. A scenario is played natively once.
pub(crate) fn native(scenario: &Scenario) -> Vec<String> {
    type Slot = Arc<OnceLock<Vec<String>>>;
    static PLAYED: LazyLock<Mutex<HashMap<String, Slot>>> = LazyLock::new(Mutex::default);
    let slot = {
        let mut played = PLAYED.lock().expect("no panic while it was locked");
        Arc::clone(played.entry(scenario.name.clone()).or_default())
    };
    slot.get_or_init(|| natively(scenario)).clone()
}

/// Plays a scenario natively.
pub(crate) fn natively(scenario: &Scenario) -> Vec<String> {
    let fixture = fixture();
    let subject = match scenario.is_of_c() {
        true => Subject::native_c(&fixture.inside()),
        false => Subject::native(&fixture.inside()),
    };
    Play::new(scenario, fixture.inside(), subject).natively(scenario)
}

/// Plays a scenario with a guest of which `expected` is known.
pub(crate) fn as_guest(who: Who, scenario: &Scenario, expected: &[String]) -> Vec<String> {
    let fixture = fixture();
    let subject = Subject::guest(host(who, &fixture).converse(program(who)));
    Play::new(scenario, fixture.inside(), subject).expecting(scenario, expected)
}

fn compare(who: Who, scenario: &Scenario) {
    let native = native(scenario);
    let expected = Differences::of(who, &scenario.name).apply(scenario, &native);
    let found = as_guest(who, scenario, &expected);
    assert!(
        found == expected,
        "{}",
        report(who, scenario, &native, &expected, &found)
    );
}

fn program(who: Who) -> Program {
    match who.subject {
        "c" => programs::c(who.compiler, "use_subject"),
        _ => programs::USE_SUBJECT,
    }
}

/// A host with the folder of the scenario as `/`, and the machine's devices.
fn host(who: Who, fixture: &Fixture) -> Host {
    let rule = |rule: &str| rule.parse().expect("a rule");
    let all = Policy::new().open_device(rule("c *:* rw"));
    let policy = match who.devices {
        Devices::Machine => all,
        Devices::Emulated => all.open_device(rule("c 1:* rw emulate")),
        // Their directory grants them.
        Devices::Own => return Host::on(who.front_end, fixture).dev("/dev"),
    };
    Host::on(who.front_end, fixture)
        .policy(policy)
        .preopen("/dev", "/dev")
}
