//! Hosts that are wrong in one way: the rows about it fail, and others do not.

use crate::setup::{Setup, fixture};
use crate::tap::{Line, Report};
use wasi_mknod_tests::{Exit, FrontEnd, State, Trials, programs};
use wasmtime::Result;
use wasmtime::component::{Linker, Val};

/// One fault.
struct Fault {
    name: &'static str,
    interface: &'static str,
    function: &'static str,
    /// What the function answers, from its parameters.
    answer: fn(&[Val]) -> Val,
    alter: fn(&mut Linker<State>) -> Result<()>,
    fails: &'static [&'static str],
    passes: &'static [&'static str],
}

/// Makes a fault of a function that replaces the one of the host.
macro_rules! fault {
    ($name:ident, $interface:literal, $function:literal, $answer:expr, $fails:expr, $passes:expr) => {
        Fault {
            name: stringify!($name),
            interface: $interface,
            function: $function,
            answer: $answer,
            alter: |linker| replace(linker, &FAULTS[Faults::$name as usize]),
            fails: &$fails,
            passes: &$passes,
        }
    };
}

enum Faults {
    AlwaysExist,
    MakesNothing,
    UmaskIsForgotten,
    ManyForgetsTheIndex,
    NothingIsThere,
    EndOfFileIsNone,
    WritesAreLost,
}

static FAULTS: [Fault; 7] = [
    fault!(
        AlwaysExist,
        "mknod",
        "mknod",
        |_| error("exist"),
        [
            "mknod/paths: \"new\" makes \"new\"",
            "mknod/paths: \"missing/x\" answers no-entry",
            "mknod/devices: character-device:4097:3 is out of range: invalid",
            "mknod/order: dir-fd is a file, before the device number",
            "mknod/lengths: a name of 256 bytes answers name-too-long",
        ],
        [
            "mknod/paths: \"file\" answers exist",
            "mknod-many: a list of three makes them",
            "metadata: the size and links of a file",
        ]
    ),
    fault!(
        MakesNothing,
        "mknod",
        "mknod",
        |_| Val::Result(Ok(None)),
        [
            "mknod/paths: \"new\" makes \"new\"",
            "mknod/modes: fifo with mode 0640",
            "mknod/paths: \"..\" answers not-permitted",
        ],
        ["mknod-many: a failure at last keeps those before"]
    ),
    fault!(
        UmaskIsForgotten,
        "mknod",
        "umask",
        |parameters| parameters[0].clone(),
        [
            "mknod/umask: the one before is returned",
            "mknod/umask: 077 takes its bits from mode 0777",
            "mknod-many: the umask counts",
        ],
        ["mknod/paths: \"file\" answers exist"]
    ),
    fault!(
        ManyForgetsTheIndex,
        "mknod",
        "mknod-many",
        |_| Val::Result(Err(Some(Box::new(Val::Tuple(vec![
            Val::U32(0),
            Val::Enum("exist".to_owned()),
        ]))))),
        [
            "mknod-many: a name that comes twice exists",
            "mknod-many: an empty list makes nothing",
        ],
        [
            "mknod-many: a failure at first makes nothing",
            "mknod/paths: \"new\" makes \"new\"",
        ]
    ),
    fault!(
        NothingIsThere,
        "metadata",
        "stat-at",
        |_| error("no-entry"),
        [
            "metadata: \"file\", following links: FileType::RegularFile",
            "metadata: \"self-loop\", following links: loop",
            "mknod/paths: \"new\" makes \"new\"",
        ],
        [
            "metadata: \"missing\", following links: no-entry",
            "fifo/read: bytes in pieces, in order",
        ]
    ),
    fault!(
        EndOfFileIsNone,
        "fifo",
        "try-read",
        |_| Val::Result(Ok(Some(Box::new(Val::Option(None))))),
        [
            "fifo/read: end of file before the first writer",
            "fifo/read: bytes in pieces, in order",
            "fifo/write: records of two writers stay whole",
        ],
        ["fifo/write: no-such-device before the first reader"]
    ),
    fault!(
        WritesAreLost,
        "fifo",
        "try-write",
        |_| Val::Result(Ok(Some(Box::new(Val::Option(Some(Box::new(Val::U32(
            4096
        )))))))),
        [
            "fifo/write: no-such-device before the first reader",
            "fifo/write: pipe after the last reader, and a later reader",
            "fifo/write: PIPE_BUF bytes are written whole or not at all",
        ],
        ["fifo/read: end of file before the first writer"]
    ),
];

fn error(name: &str) -> Val {
    Val::Result(Err(Some(Box::new(Val::Enum(name.to_owned())))))
}

pub(crate) fn add(trials: &mut Trials) {
    for fault in &FAULTS {
        let name = format!("faulty::{}", fault.name);
        trials.add(name, &[], move || is_caught(fault));
    }
}

fn replace(linker: &mut Linker<State>, fault: &'static Fault) -> Result<()> {
    let interface = format!("wasi-mknod:filesystem/{}@0.2.0", fault.interface);
    let mut interface = linker.instance(&interface)?;
    interface.func_new(fault.function, |mut store, _, parameters, results| {
        results[0] = (fault.answer)(parameters);
        for parameter in parameters {
            if let Val::Resource(borrowed) = parameter {
                borrowed.resource_drop(&mut store)?;
            }
        }
        Ok(())
    })
}

fn is_caught(fault: &Fault) {
    let fixture = fixture();
    let host = Setup::Granted.host(FrontEnd::P2Sync, &fixture);
    let outcome = host.run_altered(programs::CONFORMANCE, fault.alter);
    assert_eq!(outcome.exit, Exit::Status(1), "{outcome}");
    let report = Report::parse(&outcome.stdout);
    for name in fault.fails {
        assert!(matches!(report.line(name), Line::NotOk(_)), "{name}");
    }
    for name in fault.passes {
        assert_eq!(report.line(name), &Line::Ok, "{name}");
    }
    let count = format!("{} rows failed", report.failures().count());
    assert!(outcome.stderr.contains(&count), "{outcome}");
}
