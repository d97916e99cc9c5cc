//! Compiles the guest programs and tells the tests where they are.
//!
//! The guests are the binaries of `tests/programs` and the examples of `guest`. They land in the folder `guests` of
//! cargo's target folder, and are compiled again when something changes of which they are made. What is written to
//! `$OUT_DIR/programs.rs` is to be included in a module of its own:
//!
//! ```ignore
//! /// The compiled guest programs.
//! pub mod programs {
//!     include!(concat!(env!("OUT_DIR"), "/programs.rs"));
//! }
//! ```
//!
//! For `tests/programs/src/bin/mknod_smoke.rs` and `guest/examples/mkfifo.rs` it holds
//!
//! * the constants `MKNOD_SMOKE` and `EXAMPLE_MKFIFO` of the type `Program`, with paths relative to the guests' output
//!   folder. `tests/programs/examples/mknod_smoke_p3.rs` is the same program for WASI 0.3, and has no constant of its own;
//! * for each program of other people such a constant as `FOREIGN_UNIQ`. Whether there is a file at its path, that
//!   depends on whether `cargo xtask` could compile it;
//! * `folder()`, that output folder. The environment variable `WASI_MKNOD_GUESTS` overrides it: that is how
//!   `cargo xtask test` runs the tests as a user who may not look into the target folder;
//! * `C_COMPILERS`, `C_PROGRAMS_OF_OTHERS` and `c()`, for guests that are written in C: those in `tests/programs/c` and
//!   `guest/c/examples`, and tools of klibc. They are left out where the environment names no compiler for them;
//! * the macros `foreach_mknod!` and `foreach_example!`, one for each prefix. `foreach_mknod!(check)` expands to
//!   `check! { mknod_smoke }` and so on for every program of that prefix.
//!
//! A program without a host test is a compile error where a file with tests says
//!
//! ```ignore
//! macro_rules! has_test {
//!     ($name:ident) => {
//!         use self::$name as _;
//!     };
//! }
//! foreach_mknod!(has_test);
//! ```

use std::collections::BTreeMap;
use std::env;
use std::error::Error;
use std::fmt::{self, Write as _};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use guest_build::{CBuild, CTools, Foreign, GuestBuild, Program, Toolchain};

/// Of what the guests are made, beneath the root of the workspace.
const INPUTS: [&str; 9] = [
    "Cargo.toml",
    "Cargo.lock",
    "guest/c",
    "guest/Cargo.toml",
    "guest/examples",
    "guest/src",
    "guest/wit",
    "tests/programs",
    "tests/build.rs",
];

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let manifest_dir = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let out_dir = PathBuf::from(variable("OUT_DIR")?);
    let root = manifest_dir
        .parent()
        .ok_or("the tests are not in a workspace")?;
    watch(root);

    let mut build = GuestBuild::new(root, target_dir(&out_dir)?, Toolchain::from_env());
    build.c = CTools::from_env();
    let programs = Program::list(root)?;
    build.compile()?;
    fs::write(out_dir.join("programs.rs"), generate(&build, &programs)?)?;
    Ok(())
}

fn variable(name: &str) -> Result<String, String> {
    env::var(name).map_err(|error| format!("{name}: {error}"))
}

fn watch(root: &Path) {
    for input in INPUTS {
        println!("cargo::rerun-if-changed={}", root.join(input).display());
    }
    let rust = Toolchain::default();
    let c = CTools::default();
    for (name, _) in rust.variables().into_iter().chain(c.variables()) {
        println!("cargo::rerun-if-env-changed={name}");
    }
}

/// Cargo's target folder: the one around `out_dir` that cargo has tagged.
fn target_dir(out_dir: &Path) -> Result<&Path, String> {
    out_dir
        .ancestors()
        .find(|dir| dir.join("CACHEDIR.TAG").is_file())
        .ok_or_else(|| format!("{} is not in a target folder of cargo", out_dir.display()))
}

/// Writes down which C guests there are.
fn generate_c(code: &mut String, build: &GuestBuild) -> fmt::Result {
    let compilers: Vec<_> = build
        .c
        .compilers()
        .map(|compiler| compiler.name())
        .collect();
    writeln!(
        code,
        "/// The names of the compilers with which the guests in C were compiled."
    )?;
    writeln!(code, "pub const C_COMPILERS: &[&str] = &{compilers:?};")?;
    writeln!(code, "/// Whether there are programs of others among them.")?;
    writeln!(
        code,
        "pub const C_PROGRAMS_OF_OTHERS: bool = {};",
        build.c.programs.is_some()
    )?;
    writeln!(
        code,
        "/// The path of a guest in C, relative to the folder with the compiled guests."
    )?;
    writeln!(
        code,
        "pub fn c(compiler: &str, program: &str) -> crate::Program {{"
    )?;
    writeln!(
        code,
        "    let path = format!(\"{}/{{compiler}}/{{program}}.wasm\");",
        CBuild::FOLDER
    )?;
    // There are few of them, and tests name them up to the end.
    writeln!(
        code,
        "    crate::Program::new(\"a guest in C\", Some(path.leak()), None)"
    )?;
    writeln!(code, "}}")
}

fn generate(build: &GuestBuild, programs: &[Program]) -> Result<String, Box<dyn Error>> {
    let folder = build.output_dir();
    let mut code = String::new();
    writeln!(code, "/// The folder with the compiled guests.")?;
    writeln!(code, "pub fn folder() -> ::std::path::PathBuf {{")?;
    writeln!(code, "    ::std::env::var_os(\"WASI_MKNOD_GUESTS\")")?;
    writeln!(
        code,
        "        .map_or_else(|| ::std::path::PathBuf::from({folder:?}), ::std::path::PathBuf::from)"
    )?;
    writeln!(code, "}}")?;

    for foreign in Foreign::ALL {
        let name = foreign.program.to_uppercase();
        writeln!(
            code,
            "/// `{}` of the package `{}`.",
            foreign.program, foreign.package
        )?;
        writeln!(
            code,
            "pub const FOREIGN_{name}: crate::Program = crate::Program::new({:?}, Some({:?}), None);",
            foreign.program,
            foreign.output_name()
        )?;
    }

    generate_c(&mut code, build)?;
    let mut groups = BTreeMap::<&str, Vec<String>>::new();
    for program in programs
        .iter()
        .filter(|program| twin(program, programs).is_none())
    {
        let name = program.test_name();
        let of_p3 = programs
            .iter()
            .find(|other| twin(other, programs) == Some(program));
        let (p2, p3) = match program.library {
            true => (None, Some(program)),
            false => (Some(program), of_p3),
        };
        let [p2, p3] = [p2, p3].map(|program| program.map(GuestBuild::output_name));
        writeln!(
            code,
            "/// Made from `{}`.",
            program.source.strip_prefix(&build.root)?.display()
        )?;
        writeln!(
            code,
            "pub const {}: crate::Program = crate::Program::new({name:?}, {p2:?}, {p3:?});",
            name.to_uppercase(),
        )?;
        groups.entry(program.prefix()).or_default().push(name);
    }
    for (prefix, names) in groups {
        writeln!(
            code,
            "/// Expands `$check! {{ name }}` for every guest program of the prefix `{prefix}`."
        )?;
        writeln!(code, "#[macro_export]")?;
        writeln!(code, "macro_rules! foreach_{prefix} {{")?;
        writeln!(code, "    ($check:ident) => {{")?;
        for name in names {
            writeln!(code, "        $check! {{ {name} }}")?;
        }
        writeln!(code, "    }};\n}}")?;
    }
    Ok(code)
}

/// The program of WASI 0.2 that `program` is for 0.3.
fn twin<'a>(program: &Program, programs: &'a [Program]) -> Option<&'a Program> {
    let name = program.name.strip_suffix("_p3")?;
    programs
        .iter()
        .find(|other| program.library && !other.library && !other.example && other.name == name)
}
