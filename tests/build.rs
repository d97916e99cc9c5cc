//! Compiles the guest programs and tells the tests where they are.
//!
//! The guests are the components of `tests/programs`, the examples of `guest`, and `guest/unpack`. Their target
//! folder is `guests` in cargo's target folder. A change to a source compiles them again.
//!
//! `src/programs.rs` includes `$OUT_DIR/programs.rs`, which holds
//!
//! * `folder()`, to which the paths of all programs are relative. The environment variable
//!   `WASI_MKNOD_GUESTS` overrides it, for tests that run as a user who may not read the target
//!   folder;
//! * a constant such as `FOREIGN_UNIQ` for each program of other people. Its file is missing if
//!   `cargo xtask` could not compile it;
//! * `C_COMPILER_PATHS` and `COMPONENT_LINKER`, for a test that compiles C itself;
//! * `C_COMPILERS`, `C_PROGRAMS_OF_OTHERS` and `c()`, for guests in C: those of `tests/programs/c`
//!   and `guest/c/examples`, and tools of klibc. They are left out without a compiler.

use std::env;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use guest_build::{CBuild, CTools, Foreign, GuestBuild, Toolchain};

/// Of what the guests are made, beneath the root of the workspace.
const INPUTS: [&str; 10] = [
    "Cargo.toml",
    "Cargo.lock",
    "guest/c",
    "guest/Cargo.toml",
    "guest/examples",
    "guest/src",
    "guest/unpack",
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
    build.compile()?;
    fs::write(out_dir.join("programs.rs"), generate(&build))?;
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

/// Cargo's target folder: `out_dir` is `[TRIPLE/]PROFILE/build/.../out` in it.
///
/// Cargo tags a target folder only if it creates it, so the tag is no sign of one.
fn target_dir(out_dir: &Path) -> Result<&Path, Box<dyn Error>> {
    let triple = variable("TARGET")?;
    out_dir
        .ancestors()
        .find(|dir| dir.ends_with("build"))
        .and_then(|build| build.parent()?.parent())
        .and_then(|dir| {
            if dir.ends_with(&triple) {
                dir.parent()
            } else {
                Some(dir)
            }
        })
        .ok_or_else(|| format!("{} is not in a target folder of cargo", out_dir.display()).into())
}

fn generate(build: &GuestBuild) -> String {
    let folder = folder(&build.output_dir());
    let foreign: String = Foreign::ALL.iter().map(foreign).collect();
    let c = c(&build.c);
    let tools = c_tools(build);
    format!("{folder}{foreign}{c}{tools}")
}

fn folder(folder: &Path) -> String {
    format!(
        r#"
/// The folder with the compiled guests.
pub fn folder() -> ::std::path::PathBuf {{
    ::std::env::var_os("WASI_MKNOD_GUESTS").unwrap_or_else(|| {folder:?}.into()).into()
}}
"#
    )
}

fn foreign(foreign: &Foreign) -> String {
    let (program, package) = (foreign.program, foreign.package);
    let (name, file) = (program.to_uppercase(), foreign.output_name());
    format!(
        r#"
/// `{program}` of the package `{package}`.
pub const FOREIGN_{name}: Program = Program::new({program:?}, Some({file:?}), None);
"#
    )
}

fn c(tools: &CTools) -> String {
    let compilers: Vec<_> = tools.compilers().map(|compiler| compiler.name()).collect();
    let (of_others, folder) = (tools.programs.is_some(), CBuild::FOLDER);
    // The paths are leaked: there are few of them, and tests use them up to the end.
    format!(
        r#"
/// The names of the compilers with which the guests in C were compiled.
pub const C_COMPILERS: &[&str] = &{compilers:?};
/// Whether there are programs of others among them.
pub const C_PROGRAMS_OF_OTHERS: bool = {of_others};
/// The path of a guest in C, relative to the folder with the compiled guests.
pub fn c(compiler: &str, program: &str) -> Program {{
    let path = format!("{folder}/{{compiler}}/{{program}}.wasm");
    Program::new("a guest in C", Some(path.leak()), None)
}}
"#
    )
}

/// The tools with which a test compiles C itself.
fn c_tools(build: &GuestBuild) -> String {
    let compilers = [("clang", &build.c.clang), ("zig", &build.c.zig)];
    let compilers: Vec<_> = compilers
        .into_iter()
        .filter_map(|(name, path)| Some((name, path.as_ref()?.display().to_string())))
        .collect();
    let linker = build.toolchain.tools_dir().unwrap_or_default();
    let linker = linker.join("wasm-component-ld").display().to_string();
    format!(
        r#"
/// The compilers of guests in C, by their names, and where they are.
pub const C_COMPILER_PATHS: &[(&str, &str)] = &{compilers:?};
/// The linker for components.
pub const COMPONENT_LINKER: &str = {linker:?};
"#
    )
}
