//! Guest programs, as the constants in [`programs`](crate::programs) name them.

use crate::{FrontEnd, engine};

/// A guest program: a compiled file for each version of WASI in which there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Program {
    name: &'static str,
    p2: Option<&'static str>,
    p3: Option<&'static str>,
    argument: Option<&'static str>,
}

impl Program {
    /// A program of this name, with the paths of its files relative to the folder of the guests.
    pub const fn new(
        name: &'static str,
        p2: Option<&'static str>,
        p3: Option<&'static str>,
    ) -> Self {
        Self {
            name,
            p2,
            p3,
            argument: None,
        }
    }

    /// The program `name` of a component with several.
    pub const fn called(self, name: &'static str) -> Self {
        Self {
            name,
            argument: Some(name),
            ..self
        }
    }

    /// What the host passes as the first argument, if it is a program of several.
    pub(crate) fn argument(self) -> Option<&'static str> {
        self.argument
    }

    /// The name of the program.
    pub(crate) fn name(self) -> &'static str {
        self.name
    }

    /// Compiles the program, for a test that will not be able to read it later.
    pub fn preload(self, front_end: FrontEnd) {
        engine::component(self.file(front_end));
    }

    /// The file that a front end runs.
    ///
    /// # Panics
    ///
    /// If there is none: native code runs no guests, and not every program speaks every version.
    pub fn file(self, front_end: FrontEnd) -> &'static str {
        let file = match front_end {
            FrontEnd::Native => None,
            FrontEnd::P2Sync | FrontEnd::P2Async | FrontEnd::P2AsyncBlocking => self.p2,
            FrontEnd::P3 | FrontEnd::P3Blocking => self.p3,
        };
        file.unwrap_or_else(|| panic!("{} is no program for {front_end}", self.name))
    }
}
