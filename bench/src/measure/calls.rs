//! The time of single calls and of `mknod-many`.

use super::{Bench, name};
use crate::guests::{FrontEnd, Job, Program};
use crate::native::{self, Native};
use crate::place;
use crate::series::{Contender, Goal, Series, Unit};
use std::path::Path;
use wasi_mknod_test_programs::{Batch, Operation, SAME};
use wasi_mknod_wasmtime::{Mode, Policy, WasiMknodCtx, WasiMknodCtxBuilder};
use wasmtime::Result;
use wasmtime::error::Context as _;

const NATIVE: &str = "native mknodat";
const CONFINED: &str = "native openat2, mknodat, close";
const CONFINED_STAT: &str = "native openat2, fstatat, close";
const PATHRS: &str = "native libpathrs";

/// The settings under which our own calls are measured.
const SETTINGS: [(FrontEnd, bool); 6] = [
    (FrontEnd::P2Sync, false),
    (FrontEnd::P2SyncOnly, false),
    (FrontEnd::P2Async, true),
    (FrontEnd::P2Async, false),
    (FrontEnd::P3, true),
    (FrontEnd::P3, false),
];

/// The ratio below which no single call can come on wasmtime 48. A host function that only makes
/// the system call takes 1.13 to 1.24 times as long as native code: see `bench/README.md`.
const FLOOR: f64 = 1.15;

/// The same for a mode that the guest's umask narrows. A host function that only asks the directory
/// for a default ACL and makes the node takes 1.38 to 1.49 times as long as the native call.
const NARROWED_FLOOR: f64 = FLOOR + 0.30;

/// The same for each node of a long list. A host function that only makes the system calls takes
/// 1.05 times as long as native code, and the policy and the checks of a node 0.05.
const LIST_FLOOR: f64 = 1.10;

/// The same for a call that the policy denies, by the time of an empty host function.
const DENIED_FLOOR: f64 = 0.15;

/// Calls in one measurement.
const COUNT: usize = 2000;

pub(super) fn batch(operation: Operation, prefix: &str) -> Batch {
    Batch {
        operation,
        count: COUNT,
        prefix: prefix.to_owned(),
        mode: 0o600,
        answer: "ok".into(),
    }
}

/// A guest that makes the calls of `batch` under the default policy.
pub(super) fn job(front_end: FrontEnd, blocking: bool, batch: &Batch) -> Job {
    Job {
        blocking,
        ..Job::new(front_end, batch.words().into())
    }
}

/// Makes the node that all calls of `batch` are about, if there is one.
fn prepare(dir: &Path, batch: &Batch) -> Result<()> {
    let path = dir.join(format!("{}{SAME}", batch.prefix));
    match batch.operation {
        Operation::Again | Operation::Stat => {
            place::fifo(&path)?;
        }
        _ => {}
    }
    Ok(())
}

/// The directory depth, the policy and the contenders of one series.
struct Scene<'a> {
    bench: &'a Bench,
    prefix: String,
    mknod: WasiMknodCtxBuilder,
    contenders: Vec<Contender<'a>>,
}

impl<'a> Scene<'a> {
    fn new(bench: &'a Bench, depth: usize) -> Self {
        Self {
            bench,
            prefix: "d/".repeat(depth),
            mknod: WasiMknodCtx::builder(),
            contenders: Vec::new(),
        }
    }

    fn batch(&self, operation: Operation) -> Batch {
        batch(operation, &self.prefix)
    }

    fn add(&mut self, contender: Contender<'a>) {
        self.contenders.push(contender);
    }

    /// Native code that makes the calls of `batch`.
    fn native(&self, name: &str, native: Native, batch: Batch) -> Contender<'a> {
        let place = &self.bench.place;
        Contender::new(name, move || {
            let dir = place.fresh(&batch.prefix)?;
            prepare(dir.path(), &batch)?;
            native::run(native, dir.path(), &batch)
        })
    }

    /// A guest that makes the calls of `batch`.
    fn guest(
        &self,
        name: impl Into<String>,
        (front_end, blocking): (FrontEnd, bool),
        batch: Batch,
    ) -> Result<Contender<'a>> {
        let program = match front_end {
            FrontEnd::P3 => "examples/bench_calls_p3",
            _ => "bench_calls",
        };
        let program = self.bench.guests.program(program, front_end)?;
        let job = Job {
            mknod: self.mknod.clone(),
            ..job(front_end, blocking, &batch)
        };
        let bench = self.bench;
        Ok(Contender::new(name, move || {
            let dir = bench.place.fresh(&batch.prefix)?;
            prepare(dir.path(), &batch)?;
            elapsed(bench, &program, &job, dir.path()).map(|time| time / batch.count as f64)
        }))
    }

    /// The same, by the name that the setting has in the tables, compared with `against`.
    fn under(
        &self,
        setting: (FrontEnd, bool),
        batch: Batch,
        against: &'static str,
    ) -> Result<Contender<'a>> {
        let contender = self.guest(name(setting.0, setting.1), setting, batch)?;
        Ok(contender.against(against))
    }

    /// Guests under all [`SETTINGS`], compared with `against`, with the goals of those that have
    /// one.
    fn guests(
        &mut self,
        batch: &Batch,
        against: &'static str,
        goals: &[((FrontEnd, bool), Goal)],
    ) -> Result<()> {
        for setting in SETTINGS {
            let mut contender = self.under(setting, batch.clone(), against)?;
            if let Some((_, goal)) = goals.iter().find(|(of, _)| *of == setting) {
                contender = contender.goal(*goal);
            }
            self.add(contender);
        }
        Ok(())
    }

    fn series(self, title: impl Into<String>) -> Series<'a> {
        Series {
            title: title.into(),
            unit: Unit::Nanoseconds,
            contenders: self.contenders,
        }
    }
}

/// Runs a guest that writes how many nanoseconds it took for what counts.
pub(super) fn elapsed(bench: &Bench, program: &Program, job: &Job, dir: &Path) -> Result<f64> {
    let output = bench.guests.run(program, job, dir)?;
    let number = output.trim().parse::<f64>();
    number.with_context(|| format!("{output:?} is no number of nanoseconds"))
}

/// FIFOs, one call each.
pub(super) fn create(bench: &Bench, depth: usize) -> Result<Series<'_>> {
    let mut scene = Scene::new(bench, depth);
    let create = scene.batch(Operation::Create);
    let directory = scene.batch(Operation::Directory);
    let (against, goals): (_, &[_]) = match depth {
        0 => (
            NATIVE,
            &[
                ((FrontEnd::P2Sync, false), Goal::RatioAtMost(FLOOR)),
                ((FrontEnd::P2Async, true), Goal::RatioAtMost(FLOOR)),
            ],
        ),
        _ => (
            CONFINED,
            &[((FrontEnd::P2Sync, false), Goal::RatioAtMost(FLOOR))],
        ),
    };
    for (name, native) in [
        (NATIVE, Native::Free),
        (CONFINED, Native::Confined),
        (PATHRS, Native::Pathrs),
    ] {
        let contender = scene.native(name, native, create.clone());
        scene.add(match name == against {
            true => contender,
            false => contender.against(against),
        });
    }
    scene.guests(&create, against, goals)?;
    if depth == 0 {
        scene.add(scene.under((FrontEnd::Bare, false), create, against)?);
    }
    let by_crate = scene.batch(Operation::CreateByCrate);
    let contender = scene.guest("p2 sync, guest crate", SETTINGS[0], by_crate)?;
    scene.add(contender.against(against));
    for (name, setting) in [
        ("wasi create-directory-at, sync", (FrontEnd::P2Sync, false)),
        (
            "wasi create-directory-at, sync, may block",
            (FrontEnd::P2Sync, true),
        ),
        (
            "wasi create-directory-at, async",
            (FrontEnd::P2Async, false),
        ),
        (
            "wasi create-directory-at, async, may block",
            (FrontEnd::P2Async, true),
        ),
    ] {
        let contender = scene.guest(name, setting, directory.clone())?;
        scene.add(contender.against(against));
    }
    Ok(scene.series(match depth {
        0 => "Create a FIFO".to_owned(),
        _ => format!("Create a FIFO {depth} directories deep"),
    }))
}

/// Calls that the policy denies.
pub(super) fn denied(bench: &Bench) -> Result<Series<'_>> {
    let mut scene = Scene::new(bench, 0);
    let create = scene.batch(Operation::Create);
    scene.add(scene.native(NATIVE, Native::Free, create.clone()));
    scene.mknod.policy(Policy::deny_all());
    let denied = Batch {
        answer: "not-permitted".into(),
        ..create
    };
    scene.guests(
        &denied,
        NATIVE,
        &[((FrontEnd::P2Sync, false), Goal::RatioAtMost(DENIED_FLOOR))],
    )?;
    scene.add(scene.under((FrontEnd::Empty, false), denied, NATIVE)?);
    Ok(scene.series("A call that the policy denies, against one that succeeds"))
}

/// Calls that fail in the kernel.
pub(super) fn exists(bench: &Bench) -> Result<Series<'_>> {
    let mut scene = Scene::new(bench, 0);
    let again = Batch {
        answer: "exist".into(),
        ..scene.batch(Operation::Again)
    };
    scene.add(scene.native(NATIVE, Native::Free, again.clone()));
    scene.guests(&again, NATIVE, &[])?;
    Ok(scene.series("A call that fails: EEXIST"))
}

/// Looks at a node.
pub(super) fn stat(bench: &Bench) -> Result<Series<'_>> {
    let mut scene = Scene::new(bench, 0);
    let stat = scene.batch(Operation::Stat);
    scene.add(scene.native(CONFINED_STAT, Native::Confined, stat.clone()));
    let free = scene.native("native fstatat", Native::Free, stat.clone());
    scene.add(free.against(CONFINED_STAT));
    let goal = Goal::RatioAtMost(1.10);
    let goals = [
        ((FrontEnd::P2Sync, false), goal),
        ((FrontEnd::P2Async, true), goal),
        ((FrontEnd::P3, true), goal),
    ];
    scene.guests(&stat, CONFINED_STAT, &goals)?;
    Ok(scene.series("stat-at of a FIFO"))
}

/// FIFOs, many in a call.
pub(super) fn many(bench: &Bench, size: usize) -> Result<Series<'_>> {
    let mut scene = Scene::new(bench, 0);
    let count = COUNT.max(size);
    let many = Batch {
        count,
        ..scene.batch(Operation::Many(size))
    };
    let one_by_one = Batch {
        count,
        ..scene.batch(Operation::Create)
    };
    scene.add(scene.native(NATIVE, Native::Free, one_by_one));
    let goal = Goal::RatioAtMost(LIST_FLOOR);
    let goals = [
        ((FrontEnd::P2Sync, false), goal),
        ((FrontEnd::P2Async, false), goal),
        ((FrontEnd::P2Async, true), goal),
    ];
    let goals = if size == 1000 { &goals[..] } else { &[] };
    scene.guests(&many, NATIVE, goals)?;
    scene.add(scene.under((FrontEnd::Bare, false), many, NATIVE)?);
    Ok(scene.series(format!("mknod-many of {size} FIFOs, for each")))
}

/// FIFOs whose mode the guest's umask changes.
pub(super) fn umask(bench: &Bench) -> Result<Series<'_>> {
    umask_series(
        bench,
        Operation::Create,
        "Create a FIFO whose mode the umask of the guest narrows",
    )
}

/// The same, many in a call.
pub(super) fn umask_many(bench: &Bench) -> Result<Series<'_>> {
    let title = "mknod-many of 1000 FIFOs whose modes the umask of the guest narrows, for each";
    umask_series(bench, Operation::Many(1000), title)
}

fn umask_series<'a>(bench: &'a Bench, operation: Operation, title: &str) -> Result<Series<'a>> {
    let mut scene = Scene::new(bench, 0);
    let masked = |operation| Batch {
        mode: 0o666,
        ..batch(operation, "")
    };
    scene.add(scene.native(NATIVE, Native::Free, masked(Operation::Create)));
    scene.mknod.umask(Mode::from_bits_truncate(0o027));
    let goal = ((FrontEnd::P2Sync, false), Goal::RatioAtMost(NARROWED_FLOOR));
    scene.guests(&masked(operation), NATIVE, &[goal])?;
    scene.add(scene.under((FrontEnd::Bare, false), masked(operation), NATIVE)?);
    Ok(scene.series(title))
}
