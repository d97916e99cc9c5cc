//! Somebody changes the tree all the while that mknod is called in it.
//!
//! Each storm says what may be answered to a path in any of the states between which it goes back
//! and forth. Nodes are removed through a handle on the one directory where they may appear, so
//! what appears elsewhere is found missing there, and found outside at the end.

use crate::scale;
use cap_std::ambient_authority;
use cap_std::fs::Dir;
use rustix::fs::{RenameFlags, renameat_with};
use std::collections::BTreeMap;
use std::fs::File;
use std::os::fd::AsRawFd as _;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use wasi_mknod_tests::{
    Entry, Fixture, FrontEnd, Host, Resolver, Trials, dir, fifo, file, link, native_answer,
    programs,
};
use wasi_mknod_wasmtime::{DirExt as _, Mode, NodeType};

/// Calls in a short run, for each storm and front end.
const CALLS: usize = 6_000;
/// As many, for the front ends of WASI 0.3: their calls take longer, and come to the same core.
const CALLS_P3: usize = 2_000;
/// Calls that one guest makes: its time is limited.
const CALLS_A_GUEST: usize = 20_000;

/// A change of the tree, to and fro, and what mknod may answer meanwhile.
struct Storm {
    name: &'static str,
    tree: fn() -> Vec<Entry>,
    /// Changes the tree and changes it back. The directory is the root of the fixture.
    turn: fn(&File),
    /// The only directory in which nodes may appear.
    made_in: &'static str,
    /// Paths to call, and the answers that may come. The first and the last answer to the first
    /// path have to come.
    paths: &'static [(&'static str, &'static [&'static str])],
}

const STORMS: &[Storm] = &[
    Storm {
        name: "a directory and a link to the outside change places",
        tree: || {
            vec![
                dir("inside/swap"),
                dir("inside/swap/sub"),
                link("inside/evil", "../outside"),
                dir("outside/sub"),
            ]
        },
        turn: |root| exchange(root, "inside/swap", "inside/evil"),
        made_in: "inside/swap",
        paths: &[
            ("swap/new", &["ok", "not-permitted"]),
            ("swap/./new", &["ok", "not-permitted"]),
            ("swap/sub/../new", &["ok", "not-permitted"]),
            ("evil/new", &["ok", "not-permitted"]),
            ("swap/../swap/new", &["ok", "not-permitted"]),
        ],
    },
    Storm {
        name: "a directory and an absolute link change places",
        tree: || {
            vec![
                dir("inside/dir"),
                dir("inside/dir/swap"),
                link("inside/evil", "{root}/outside"),
            ]
        },
        turn: |root| exchange(root, "inside/dir/swap", "inside/evil"),
        made_in: "inside/dir/swap",
        paths: &[
            ("dir/swap/new", &["ok", "not-permitted"]),
            ("dir/../dir/swap/new", &["ok", "not-permitted"]),
        ],
    },
    Storm {
        name: "a directory goes to the outside and comes back",
        tree: || {
            vec![
                dir("inside/a"),
                dir("inside/a/b"),
                dir("inside/a/b/c"),
                dir("outside/away"),
            ]
        },
        turn: |root| {
            rename(root, "inside/a/b", "outside/away/b");
            rename(root, "outside/away/b", "inside/a/b");
        },
        made_in: "inside/a",
        paths: &[
            ("a/b/../new", &["ok", "not-permitted", "no-entry"]),
            ("a/b/c/../../new", &["ok", "not-permitted", "no-entry"]),
            (
                "a/b/c/../../../../outside/new",
                &["no-entry", "not-permitted"],
            ),
            ("a/b/../../../outside/new", &["no-entry", "not-permitted"]),
        ],
    },
    Storm {
        name: "a directory goes up and down inside",
        tree: || {
            vec![
                dir("inside/a"),
                dir("inside/a/b"),
                dir("inside/a/b/c"),
                dir("inside/x"),
            ]
        },
        turn: |root| {
            rename(root, "inside/a/b/c", "inside/x/c");
            rename(root, "inside/x/c", "inside/a/b/c");
        },
        made_in: "inside/a/b/c",
        paths: &[
            ("a/b/c/new", &["ok", "no-entry"]),
            (
                "a/b/c/../../../../outside/new",
                &["no-entry", "not-permitted"],
            ),
            ("a/b/../b/../b/c/new", &["ok", "no-entry"]),
        ],
    },
    Storm {
        name: "a directory and a file change places",
        tree: || vec![dir("inside/swap"), file("inside/other")],
        turn: |root| exchange(root, "inside/swap", "inside/other"),
        made_in: "inside/swap",
        paths: &[("swap/new", &["ok", "not-directory"])],
    },
    Storm {
        name: "a FIFO and a link to the outside change places",
        tree: || vec![fifo("inside/swap"), link("inside/evil", "../outside")],
        turn: |root| exchange(root, "inside/swap", "inside/evil"),
        made_in: "inside",
        paths: &[("swap/new", &["not-directory", "not-permitted"])],
    },
    Storm {
        name: "the last component becomes a link to the outside",
        tree: || vec![link("inside/evil", "../outside/new"), dir("inside/dir")],
        turn: |root| {
            rename(root, "inside/evil", "inside/dir/new");
            rename(root, "inside/dir/new", "inside/evil");
        },
        made_in: "inside/dir",
        paths: &[
            ("dir/new", &["ok", "exist"]),
            ("dir/new/", &["no-entry", "exist"]),
        ],
    },
];

/// Adds one trial for each storm and front end.
pub(crate) fn add(trials: &mut Trials) {
    for storm in STORMS {
        let name = format!("storm::{}", storm.name);
        trials.each(&FrontEnd::ALL, &name, &[], move |front_end| {
            storm.blow(front_end);
        });
    }
}

fn exchange(root: &File, one: &str, other: &str) {
    renameat_with(root, one, root, other, RenameFlags::EXCHANGE).expect("both are there");
}

fn rename(root: &File, from: &str, to: &str) {
    // Where a node has just been made there is nothing to be replaced: then the turn is over.
    let _ = renameat_with(root, from, root, to, RenameFlags::NOREPLACE);
}

/// How often which answer came to which path.
type Tally = BTreeMap<(usize, String), usize>;

impl Storm {
    fn blow(&'static self, front_end: FrontEnd) {
        let fixture = Fixture::new(&(self.tree)());
        let names = names(&fixture.outside());
        let root = File::open(fixture.root()).expect("it was just made");
        let target = Target::new(front_end, &fixture, self);
        let calls = match FrontEnd::ALL_P3.contains(&front_end) {
            true => CALLS_P3,
            false => CALLS,
        };
        let over = AtomicBool::new(false);
        let (tally, turns) = thread::scope(|scope| {
            let wind = scope.spawn(|| {
                let mut turns = 0_usize;
                while !over.load(Ordering::Relaxed) {
                    (self.turn)(&root);
                    turns += 1;
                }
                turns
            });
            // The thread must end even if the attack panics.
            let tally = catch_unwind(AssertUnwindSafe(|| self.attack(&target, calls)));
            over.store(true, Ordering::Relaxed);
            let turns = wind.join().expect("it does not panic");
            (tally.unwrap_or_else(|panic| resume_unwind(panic)), turns)
        });
        let mut after = self::names(&fixture.outside());
        after.retain(|name| !name.starts_with("away/"));
        assert_eq!(after, names, "something appeared outside");
        let calls: usize = tally.values().sum();
        let figures = format!(
            "{}, {front_end}, {}: {calls} calls, {turns} turns, {tally:?}",
            Resolver::current(),
            self.name
        );
        for (path, answer) in tally.keys() {
            let (path, allowed) = self.paths[*path];
            assert!(
                allowed.contains(&answer.as_str()),
                "{path} answers {answer}: {figures}"
            );
        }
        scale::report(&figures);
    }

    /// Calls until there were enough calls and the first path has had its first and its last
    /// answer.
    fn attack(&self, target: &Target, calls: usize) -> Tally {
        let mut tally = Tally::new();
        let mut left = calls * scale::factor();
        let patience = Instant::now() + Duration::from_secs(50);
        let answers = self.paths[0].1;
        let seen = |tally: &Tally| {
            [answers.first(), answers.last()]
                .into_iter()
                .flatten()
                .all(|answer| tally.contains_key(&(0, (*answer).to_owned())))
        };
        while left > 0 || !seen(&tally) {
            let count = left.clamp(1_000, CALLS_A_GUEST);
            target.calls(self, count, &mut tally);
            left = left.saturating_sub(count);
            let hope = left > 0 || seen(&tally) || Instant::now() < patience;
            assert!(hope, "some answer never comes: {tally:?}");
        }
        tally
    }
}

/// What is called.
enum Target {
    Native {
        inside: Dir,
        made_in: Dir,
    },
    /// With the handle by which the host opens the directory where nodes may appear.
    Guest {
        host: Box<Host>,
        _made_in: File,
    },
}

impl Target {
    fn new(front_end: FrontEnd, fixture: &Fixture, storm: &Storm) -> Self {
        // By a handle: its name may lead elsewhere as soon as the storm blows.
        let made_in = File::open(fixture.root().join(storm.made_in)).expect("it was made");
        if front_end != FrontEnd::Native {
            let by_handle = format!("/proc/self/fd/{}", made_in.as_raw_fd());
            let host = Host::on(front_end, fixture).preopen(by_handle, "/made");
            return Self::Guest {
                host: Box::new(host),
                _made_in: made_in,
            };
        }
        let inside = Dir::open_ambient_dir(fixture.inside(), ambient_authority());
        Self::Native {
            inside: inside.expect("it was made"),
            made_in: Dir::from_std_file(made_in),
        }
    }

    /// Makes `count` calls, and removes what they make.
    fn calls(&self, storm: &Storm, count: usize, tally: &mut Tally) {
        let host = match self {
            Self::Guest { host, .. } => host,
            Self::Native { inside, made_in } => {
                for number in 0..count {
                    let index = number % storm.paths.len();
                    let mode = Mode::from_bits_truncate(0o600);
                    let result = inside.mknod(storm.paths[index].0, NodeType::Fifo, mode);
                    if result.is_ok() {
                        made_in
                            .remove_file("new")
                            .expect("it is where it has to be");
                    }
                    let answer = native_answer(result)
                        .err()
                        .unwrap_or_else(|| "ok".to_owned());
                    *tally.entry((index, answer)).or_default() += 1;
                }
                return;
            }
        };
        let mut host = Host::clone(host).arg(count.to_string());
        for (path, _) in storm.paths {
            host = host.arg(*path);
        }
        for line in host.run(programs::ATTACK_STORM).success().lines() {
            let mut words = line.split(' ');
            let mut word = || words.next().expect("three words a line");
            let index = word().parse().expect("a number");
            let answer = word().to_owned();
            *tally.entry((index, answer)).or_default() +=
                word().parse::<usize>().expect("a number");
        }
    }
}

/// The paths of everything in a folder.
fn names(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(path) = folders.pop() {
        for entry in std::fs::read_dir(folder.join(&path)).into_iter().flatten() {
            let entry = entry.expect("the folder can be read");
            let name = format!("{path}{}", entry.file_name().to_string_lossy());
            if entry.file_type().is_ok_and(|file_type| file_type.is_dir()) {
                folders.push(format!("{name}/"));
            }
            names.push(name);
        }
    }
    names.sort();
    names
}
