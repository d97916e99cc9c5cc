//! Tables of single calls, run through every front end for every node type.

use std::borrow::Cow;
use std::fs;
use wasi_mknod_tests::{
    Call, Created, Entry, Fixture, FrontEnd, Host, Kind, Need, Trials, process,
};
use wasi_mknod_wasmtime::{NodeTypes, Policy};

/// A path beneath the guest's directory, and what comes of making a node there.
pub(crate) struct Row {
    path: Cow<'static, str>,
    expected: Expected,
}

/// What a call is to do.
enum Expected {
    /// It makes a node at this path, which is the same place written without detours.
    Made(Cow<'static, str>),
    /// It fails with this error and changes nothing.
    Error(&'static str),
    /// It makes a directory at this path if the node is to be one, and fails with this error if
    /// not.
    MadeIfDirectory(&'static str, &'static str),
}

impl Row {
    /// A call that makes a node at `place`.
    pub(crate) fn made(
        path: impl Into<Cow<'static, str>>,
        place: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            path: path.into(),
            expected: Expected::Made(place.into()),
        }
    }

    /// A call that fails with `error`.
    pub(crate) fn error(path: impl Into<Cow<'static, str>>, error: &'static str) -> Self {
        Self {
            path: path.into(),
            expected: Expected::Error(error),
        }
    }

    /// A call that makes a directory at `place`, and fails with `error` for all other types.
    pub(crate) fn made_if_directory(
        path: &'static str,
        place: &'static str,
        error: &'static str,
    ) -> Self {
        Self {
            path: path.into(),
            expected: Expected::MadeIfDirectory(place, error),
        }
    }

    /// The path of the call.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// Makes the call, and removes what it has made once that has been looked at.
    fn run(&self, front_end: FrontEnd, fixture: &Fixture, kind: Kind) {
        self.run_on(&Host::on(front_end, fixture), front_end, fixture, kind);
    }

    /// As [`run`](Self::run), on this host of the fixture, whose policy does not matter.
    pub(crate) fn run_on(&self, host: &Host, front_end: FrontEnd, fixture: &Fixture, kind: Kind) {
        let before = fixture.snapshot();
        let call = Call::new(&*self.path, kind);
        let answer = host.clone().policy(allow_all()).call(&call);
        let after = fixture.snapshot();
        let made = match &self.expected {
            Expected::Made(place) => Ok(&**place),
            Expected::MadeIfDirectory(place, _) if kind == Kind::Directory => Ok(*place),
            Expected::MadeIfDirectory(_, error) | Expected::Error(error) => Err(*error),
        };
        let expected = made.map(drop).map_err(str::to_owned);
        assert_eq!(answer, expected, "{:?}", self.path);
        match made {
            Ok(place) => {
                let created = Created::own(kind, masked(front_end, call.mode));
                before.assert_created(&after, [(&*format!("inside/{place}"), created)]);
                let path = fixture.inside().join(place);
                let removed = match kind {
                    Kind::Directory => fs::remove_dir(path),
                    _ => fs::remove_file(path),
                };
                removed.expect("it is there");
            }
            Err(_) => before.assert_same(&after),
        }
    }
}

/// Adds one trial for each front end and node type, in which each row meets the same `tree`.
pub(crate) fn add(
    trials: &mut Trials,
    name: &'static str,
    tree: fn() -> Vec<Entry>,
    rows: fn() -> Vec<Row>,
) {
    for kind in Kind::EACH {
        let name = format!("paths::{name}::{}", kind.name());
        trials.each(&FrontEnd::ALL, &name, needs(kind), move |front_end| {
            let fixture = Fixture::new(&tree());
            for row in rows() {
                row.run(front_end, &fixture, kind);
            }
        });
    }
}

/// What making a node of this type takes.
pub(crate) fn needs(kind: Kind) -> &'static [Need] {
    match kind.device() {
        None | Some((0, 0)) => &[],
        Some(_) => &[Need::Devices],
    }
}

/// A policy that grants every type and every device.
pub(crate) fn allow_all() -> Policy {
    let rule = |rule: &str| rule.parse().expect("a rule");
    Policy::new()
        .node_types(NodeTypes::all())
        .device(rule("a *:* m"))
        .device(rule("c 0:0 m"))
        .set_id(true)
}

/// What the umask leaves of `mode`: that of a guest by default, or that of the process for native
/// code.
pub(crate) fn masked(front_end: FrontEnd, mode: u16) -> u16 {
    match front_end {
        FrontEnd::Native => mode & !process::umask(),
        _ => mode & !0o022,
    }
}
