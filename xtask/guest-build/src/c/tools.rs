//! What there is to compile C with, and of others to compile.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::Compiler;
use crate::environment::{describe, path};

const CLANG: &str = "WASI_MKNOD_GUEST_CLANG";
const ZIG: &str = "WASI_MKNOD_GUEST_ZIG";
const PROGRAMS: &str = "WASI_MKNOD_C_PROGRAMS";

/// Compilers for C guests, and the source of programs of others. What is `None` is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CTools {
    /// The clang of LLVM, with the C library of Debian; in the environment
    /// `WASI_MKNOD_GUEST_CLANG`.
    pub clang: Option<PathBuf>,
    /// The program `zig`; in the environment `WASI_MKNOD_GUEST_ZIG`.
    pub zig: Option<PathBuf>,
    /// The folder with the source of programs of others; in the environment
    /// `WASI_MKNOD_C_PROGRAMS`.
    pub programs: Option<PathBuf>,
}

impl CTools {
    /// The tools that the environment describes.
    pub fn from_env() -> Self {
        Self {
            clang: path(CLANG),
            zig: path(ZIG),
            programs: path(PROGRAMS),
        }
    }

    /// The environment variables that describe these tools, and those that must not be set.
    pub fn variables(&self) -> [(&'static str, Option<&Path>); 3] {
        [
            (CLANG, self.clang.as_deref()),
            (ZIG, self.zig.as_deref()),
            (PROGRAMS, self.programs.as_deref()),
        ]
    }

    /// Describes these tools, and no others, in the environment of `command`.
    pub fn describe_to(&self, command: &mut Command) {
        describe(command, &self.variables());
    }

    /// The compilers for guests.
    pub fn compilers(&self) -> impl Iterator<Item = Compiler> {
        let clang = self.clang.clone().map(Compiler::Clang);
        clang.into_iter().chain(self.zig.clone().map(Compiler::Zig))
    }
}
