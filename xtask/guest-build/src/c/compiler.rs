//! The compilers of C, and what is particular about each.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The libc of Debian's package `wasi-libc`.
const DEBIAN_START: &str = "/usr/lib/wasm32-wasi/crt1.o";

/// A compiler of C.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Compiler {
    /// This clang makes guests with Debian's wasi-libc. The linker of LLVM is beside it.
    Clang(PathBuf),
    /// This zig makes guests with the C library that it brings along.
    Zig(PathBuf),
    /// The compiler for native programs.
    Native,
}

impl Compiler {
    /// The name of the folder with what it has compiled.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Clang(_) => "clang",
            Self::Zig(_) => "zig",
            Self::Native => "native",
        }
    }

    /// Whether it is zig, which compiles programs in its own language, too.
    pub(super) fn is_zig(&self) -> bool {
        matches!(self, Self::Zig(_))
    }

    /// The command that compiles; `cache` is a folder for what it likes to keep.
    pub(super) fn command(&self, cache: &Path) -> Command {
        let mut command;
        match self {
            Self::Clang(clang) => {
                command = Command::new(clang);
                // Newer ones call the target wasm32-wasip1; the C library of Debian is in a folder
                // of the older name.
                command.args(["--target=wasm32-wasi", "-Wno-deprecated"]);
            }
            Self::Zig(zig) => {
                command = zig_command(zig, cache);
                command.args(["cc", "-target", "wasm32-wasi"]);
            }
            Self::Native => command = Command::new("cc"),
        }
        command.args(["-O2", "-g0"]);
        command
    }

    /// The command that makes a static library.
    pub(super) fn archiver(&self, cache: &Path) -> Command {
        match self {
            Self::Zig(zig) => {
                let mut command = zig_command(zig, cache);
                command.arg("ar");
                command
            }
            Self::Clang(_) | Self::Native => Command::new("ar"),
        }
    }

    /// What clang has to be told so that `linker` makes a component in the same step, or its own
    /// linker a module.
    ///
    /// The start file by which Debian's clang links a program by itself runs constructors again
    /// when the host calls back, which a component must not do.
    pub(super) fn link_flags(&self, linker: Option<&Path>) -> Vec<String> {
        let Self::Clang(_) = self else {
            return Vec::new();
        };
        let linker = linker.map(|linker| format!("-fuse-ld={}", linker.display()));
        let flags = [
            "-nostartfiles".to_owned(),
            DEBIAN_START.to_owned(),
            // The default is 64 KiB, less than a line buffer of some programs.
            "-Wl,-z,stack-size=1048576".to_owned(),
        ];
        linker.into_iter().chain(flags).collect()
    }
}

/// The command `zig`; `cache` is a folder for what it likes to keep.
pub(super) fn zig_command(zig: &Path, cache: &Path) -> Command {
    let mut command = Command::new(zig);
    command
        .env("ZIG_GLOBAL_CACHE_DIR", cache)
        .env("ZIG_LOCAL_CACHE_DIR", cache);
    command
}
