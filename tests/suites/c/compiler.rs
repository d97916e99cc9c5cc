//! The compilers of guests.

use wasi_mknod_tests::{FrontEnd, Need, Program, Trials, programs};

/// A compiler with which the guests were compiled, if it was there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Compiler {
    name: &'static str,
    /// How the guests are linked: into components, or into core modules.
    linked: Linked,
    /// What a test of our programs needs, one of those of others, one with devices,
    /// one that installs the library, and one with attributes of users.
    needs: [&'static [Need]; 5],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Linked {
    Component,
    Module,
}

const COMPILERS: [Compiler; 4] = [
    clang(Linked::Component),
    clang(Linked::Module),
    zig(Linked::Component),
    zig(Linked::Module),
];

const fn clang(linked: Linked) -> Compiler {
    Compiler {
        name: "clang",
        linked,
        needs: [
            &[Need::Clang],
            &[Need::Clang, Need::ToolBox],
            &[Need::Clang, Need::Devices],
            &[Need::Clang, Need::PkgConfig],
            &[Need::Clang, Need::UserAttributes],
        ],
    }
}

const fn zig(linked: Linked) -> Compiler {
    Compiler {
        name: "zig",
        linked,
        needs: [
            &[Need::Zig],
            &[Need::Zig, Need::ToolBox],
            &[Need::Zig, Need::Devices],
            &[Need::Zig, Need::PkgConfig],
            &[Need::Zig, Need::UserAttributes],
        ],
    }
}

/// The place of what programs of others need.
const OF_OTHERS: usize = 1;

impl Compiler {
    /// The name.
    pub(crate) fn name(self) -> &'static str {
        self.name
    }

    /// Where it is.
    ///
    /// # Panics
    ///
    /// If the guests were not compiled with it.
    pub(crate) fn path(self) -> &'static str {
        let mut paths = programs::C_COMPILER_PATHS.iter();
        let row = paths.find(|(name, _)| *name == self.name);
        row.expect("the trial needs it").1
    }

    /// The file of the guest `program`.
    pub(crate) fn guest(self, program: &str) -> Program {
        match self.linked {
            Linked::Component => programs::c(self.name, program),
            Linked::Module => programs::c(self.name, &format!("{program}.module")),
        }
    }
}

/// Adds a test of our programs for each compiler and each front end.
pub(crate) fn each(
    trials: &mut Trials,
    name: &str,
    body: impl Fn(FrontEnd, Compiler) + Clone + Send + 'static,
) {
    add(trials, name, 0, body);
}

/// Adds a test of programs of others for each compiler and each front end. They are components.
pub(crate) fn each_of_others(
    trials: &mut Trials,
    name: &str,
    body: impl Fn(FrontEnd, Compiler) + Clone + Send + 'static,
) {
    add(trials, name, OF_OTHERS, body);
}

/// Adds a test of our programs, for which device nodes must be made, for each compiler and each
/// front end.
pub(crate) fn each_with_devices(
    trials: &mut Trials,
    name: &str,
    body: impl Fn(FrontEnd, Compiler) + Clone + Send + 'static,
) {
    add(trials, name, 2, body);
}

/// Adds a test of our programs, for which attributes of users must be there, for each compiler and
/// each front end.
pub(crate) fn each_with_attributes(
    trials: &mut Trials,
    name: &str,
    body: impl Fn(FrontEnd, Compiler) + Clone + Send + 'static,
) {
    add(trials, name, 4, body);
}

/// Adds a test that installs the library, for each compiler.
pub(crate) fn each_installed(
    trials: &mut Trials,
    name: &str,
    body: impl Fn(Compiler) + Clone + Send + 'static,
) {
    let components = COMPILERS.into_iter();
    for compiler in components.filter(|compiler| compiler.linked == Linked::Component) {
        let body = body.clone();
        let name = format!("{}::{name}", compiler.name);
        trials.add(name, compiler.needs[3], move || body(compiler));
    }
}

fn add(
    trials: &mut Trials,
    name: &str,
    needs: usize,
    body: impl Fn(FrontEnd, Compiler) + Clone + Send + 'static,
) {
    for compiler in COMPILERS {
        let body = body.clone();
        let name = match compiler.linked {
            Linked::Component => format!("{}::{name}", compiler.name),
            Linked::Module if needs == OF_OTHERS => continue,
            Linked::Module => format!("{}-module::{name}", compiler.name),
        };
        trials.each(
            &FrontEnd::ALL_P2,
            &name,
            compiler.needs[needs],
            move |front_end| {
                body(front_end, compiler);
            },
        );
    }
}
