//! The compilers of guests.

use wasi_mknod_tests::{FrontEnd, Need, Program, Trials, programs};

/// A compiler with which the guests were compiled, if it was there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Compiler {
    name: &'static str,
    /// How the guests are linked: into components, or into core modules.
    linked: Linked,
    /// What a test of our programs needs, one of those of others, and one with devices.
    needs: [&'static [Need]; 3],
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
        ],
    }
}

/// The place of what programs of others need.
const OF_OTHERS: usize = 1;

impl Compiler {
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
