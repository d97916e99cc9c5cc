//! The nested cargo that compiles the guests.

use std::env;
use std::ffi::OsString;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use crate::{CBuild, CError, CTools, Program, TARGET, Toolchain};

/// What cargo and rustc are told by the cargo around them about native code, and what must not
/// reach guests.
const INHERITED: [&str; 17] = [
    "CARGO_BUILD_RUSTFLAGS",
    "CARGO_BUILD_TARGET",
    "CARGO_BUILD_TARGET_DIR",
    "CARGO_ENCODED_RUSTFLAGS",
    "CARGO_MANIFEST_DIR",
    "CARGO_MANIFEST_LINKS",
    "CARGO_MANIFEST_PATH",
    "CARGO_PRIMARY_PACKAGE",
    "CARGO_TARGET_DIR",
    "HOST",
    "OUT_DIR",
    "RUSTC_LINKER",
    "RUSTC_WORKSPACE_WRAPPER",
    "RUSTDOCFLAGS",
    "RUSTFLAGS",
    "TARGET",
    "__CARGO_DEFAULT_LIB_METADATA",
];

/// The beginnings of the names of more such variables.
const INHERITED_PREFIXES: [&str; 4] = ["CARGO_CFG_", "CARGO_FEATURE_", "CARGO_PKG_", "DEP_"];

/// A way to compile the guests of one workspace with one toolchain.
#[derive(Clone, Debug)]
pub struct GuestBuild {
    /// The root of the workspace.
    pub root: PathBuf,
    /// Cargo's target folder for guests. It is not the one for native code: that is locked while a
    /// build script runs.
    pub target_dir: PathBuf,
    /// The compiler.
    pub toolchain: Toolchain,
    /// What there is for guests in C.
    pub c: CTools,
}

impl GuestBuild {
    /// A build of the guests of the workspace `root` beneath the native target folder `target_dir`.
    pub fn new(root: impl Into<PathBuf>, target_dir: &Path, toolchain: Toolchain) -> Self {
        Self {
            root: root.into(),
            target_dir: target_dir.join("guests"),
            toolchain,
            c: CTools::default(),
        }
    }

    /// Describes the compilers, and no others, in the environment of `command`.
    pub fn describe_to(&self, command: &mut Command) {
        self.toolchain.describe_to(command);
        self.c.describe_to(command);
    }

    /// How the guests in C are compiled.
    pub fn c_build(&self) -> CBuild {
        CBuild {
            root: self.root.clone(),
            output: self.output_dir().join(CBuild::FOLDER),
            tools: self.c.clone(),
            toolchain: self.toolchain.clone(),
        }
    }

    /// Compiles every test program and every example, with cargo's messages on the standard error
    /// stream. Where the toolchain has a library for core modules, some become these, too.
    ///
    /// # Errors
    ///
    /// The toolchain has no standard library for guests, or cargo fails.
    pub fn compile(&self) -> Result<(), BuildError> {
        self.build(&[
            "--package",
            "wasi-mknod-test-programs",
            "--package",
            "wasi-mknod-unpack",
            "--bins",
            "--package",
            "wasi-mknod",
            "--examples",
        ])?;
        self.compile_modules()
    }

    /// Compiles every test program and every example with optimisation, for benchmarks.
    ///
    /// # Errors
    ///
    /// As [`compile`](Self::compile).
    pub fn compile_optimised(&self) -> Result<(), BuildError> {
        self.build(&[
            "--release",
            "--package",
            "wasi-mknod-test-programs",
            "--package",
            "wasi-mknod",
            "--package",
            "wasi-mknod-unpack",
            "--bins",
            "--examples",
        ])
    }

    fn build(&self, selection: &[&str]) -> Result<(), BuildError> {
        let std_dir = self.toolchain.std_dir(TARGET).map_err(BuildError::Rustc)?;
        if !self.toolchain.has_std(TARGET).map_err(BuildError::Rustc)? {
            return Err(BuildError::NoStd(std_dir));
        }
        let mut command = self.cargo("build");
        command.args(selection);
        run(&mut command)?;
        self.c_build().compile().map_err(BuildError::C)
    }

    /// The command `cargo SUBCOMMAND --target wasm32-wasip2` in the target folder of the guests.
    pub fn cargo(&self, subcommand: &str) -> Command {
        self.cargo_for(subcommand, TARGET)
    }

    /// As [`cargo`](Self::cargo), for another target.
    pub(crate) fn cargo_for(&self, subcommand: &str, target: &str) -> Command {
        let mut command = Command::new(self.toolchain.cargo_or_default());
        command.current_dir(&self.root);
        strip_environment(&mut command);
        if let Some(rustc) = &self.toolchain.rustc {
            command.env("RUSTC", rustc).env_remove("RUSTDOC");
            // Points to the libraries of the native compiler.
            command.env_remove("LD_LIBRARY_PATH");
        }
        if let Some(sysroot) = &self.toolchain.sysroot {
            let mut flags = OsString::from("--sysroot\u{1f}");
            flags.push(sysroot);
            command.env("CARGO_ENCODED_RUSTFLAGS", flags);
        }
        command
            .arg(subcommand)
            .args(["--target", target])
            .arg("--target-dir")
            .arg(&self.target_dir);
        command
    }

    /// The folder in which [`compile`](Self::compile) puts the guests.
    pub fn output_dir(&self) -> PathBuf {
        self.target_dir.join(TARGET).join("debug")
    }

    /// The folder in which [`compile_optimised`](Self::compile_optimised) puts the guests.
    pub fn optimised_dir(&self) -> PathBuf {
        self.target_dir.join(TARGET).join("release")
    }

    /// Where [`compile`](Self::compile) puts `program`, relative to
    /// [`output_dir`](Self::output_dir).
    pub fn output_name(program: &Program) -> PathBuf {
        let name = format!("{}.wasm", program.name);
        if program.example {
            Path::new("examples").join(name)
        } else {
            PathBuf::from(name)
        }
    }
}

/// Runs cargo for guests, with what it prints on the standard error stream.
pub(crate) fn run(command: &mut Command) -> Result<(), BuildError> {
    // What a build script prints on its standard output are commands to cargo.
    let status = command
        .stdout(Stdio::from(io::stderr()))
        .status()
        .map_err(BuildError::Cargo)?;
    if status.success() {
        Ok(())
    } else {
        Err(BuildError::Failed(status))
    }
}

/// Takes from the environment of `command` what a cargo around this process has set for native
/// code.
pub fn strip_environment(command: &mut Command) {
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        if INHERITED.contains(&&*text)
            || INHERITED_PREFIXES
                .iter()
                .any(|prefix| text.starts_with(prefix))
        {
            command.env_remove(&name);
        }
    }
}

/// Why [`GuestBuild::compile`] failed.
#[derive(Debug)]
pub enum BuildError {
    /// The compiler does not run.
    Rustc(io::Error),
    /// There is no standard library for guests in this folder.
    NoStd(PathBuf),
    /// Cargo does not run.
    Cargo(io::Error),
    /// Cargo reports a failure.
    Failed(ExitStatus),
    /// The guests in C do not compile.
    C(CError),
    /// This core module cannot be put among the guests.
    Copy(PathBuf, io::Error),
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rustc(error) => {
                write!(f, "cannot ask rustc where its {TARGET} library is: {error}")
            }
            Self::NoStd(dir) => write!(
                f,
                "no standard library for {TARGET} in {}: run `cargo xtask test`, or `rustup target add {TARGET}`",
                dir.display()
            ),
            Self::Cargo(error) => write!(f, "cannot run cargo for the guests: {error}"),
            Self::Failed(status) => {
                write!(f, "the guests do not compile: cargo ended with {status}")
            }
            Self::C(error) => error.fmt(f),
            Self::Copy(module, error) => write!(f, "cannot copy {}: {error}", module.display()),
        }
    }
}

impl std::error::Error for BuildError {}
