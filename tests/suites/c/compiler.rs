//! The compilers of guests.

use wasi_mknod_tests::{FrontEnd, Need, Program, Trials, programs};

/// A compiler with which the guests were compiled, if it was there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Compiler {
    name: &'static str,
    /// What a test of our programs needs, one of those of others, and one with devices.
    needs: [&'static [Need]; 3],
}

const COMPILERS: [Compiler; 2] = [
    Compiler {
        name: "clang",
        needs: [
            &[Need::Clang],
            &[Need::Clang, Need::ToolBox],
            &[Need::Clang, Need::Devices],
        ],
    },
    Compiler {
        name: "zig",
        needs: [
            &[Need::Zig],
            &[Need::Zig, Need::ToolBox],
            &[Need::Zig, Need::Devices],
        ],
    },
];

impl Compiler {
    /// The file of the guest `program`.
    pub(crate) fn guest(self, program: &str) -> Program {
        programs::c(self.name, program)
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

/// Adds a test of programs of others for each compiler and each front end.
pub(crate) fn each_of_others(
    trials: &mut Trials,
    name: &str,
    body: impl Fn(FrontEnd, Compiler) + Clone + Send + 'static,
) {
    add(trials, name, 1, body);
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
        let name = format!("{}::{name}", compiler.name);
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
