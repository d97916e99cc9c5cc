//! The compiled guest programs.

use crate::Program;
use std::path::PathBuf;
use wasi_mknod_test_programs::foreach_program;

include!(concat!(env!("OUT_DIR"), "/programs.rs"));

/// The components with the programs of [`foreach_program`].
const PROGRAMS: Program = Program::new(
    "programs",
    Some("programs.wasm"),
    Some("examples/programs_p3.wasm"),
);

macro_rules! called {
    ($name:ident $constant:ident $($program:tt)*) => {
        #[doc = concat!("The program `", stringify!($name), "`.")]
        pub const $constant: Program = PROGRAMS.called(stringify!($name));
    };
}
foreach_program!(both, called);
foreach_program!(p3, called);
foreach_program!(p3_hanging, called);

macro_rules! alone {
    ($name:ident $constant:ident) => {
        #[doc = concat!("The component `", stringify!($name), "`.")]
        pub const $constant: Program = Program::new(
            stringify!($name),
            Some(concat!(stringify!($name), ".wasm")),
            Some(concat!("examples/", stringify!($name), "_p3.wasm")),
        );
    };
}
foreach_program!(bench, alone);
foreach_program!(conformance_alone, alone);
foreach_program!(fifo_alone, alone);
foreach_program!(use_alone, alone);

/// The example `mkfifo` of the guest crate.
pub const MKFIFO: Program = Program::new("mkfifo", Some("examples/mkfifo.wasm"), None);
/// The example `mknod` of the guest crate.
pub const MKNOD: Program = Program::new("mknod", Some("examples/mknod.wasm"), None);
/// The example `makedevs` of the guest crate.
pub const MAKEDEVS: Program = Program::new("makedevs", Some("examples/makedevs.wasm"), None);

/// The program `unpack`.
pub const UNPACK: Program = Program::new("unpack", Some("unpack.wasm"), None);

/// The example `mkfifo` as a core module of WASI 0.1.
pub const MODULE_MKFIFO: Program = Program::new("mkfifo", Some("modules/mkfifo.wasm"), None);
/// The example `mknod` as a core module of WASI 0.1.
pub const MODULE_MKNOD: Program = Program::new("mknod", Some("modules/mknod.wasm"), None);
/// The program `walk` as a core module of WASI 0.1.
pub const MODULE_WALK: Program = Program::new("walk", Some("modules/walk.wasm"), None);

/// A program that sends a request by `wasi:http`.
pub const HTTP_GET: Program = Program::new("http_get", Some("http_get.wasm"), None);

/// The runner, where cargo puts it when it builds the tests with the feature `cli`.
///
/// # Errors
///
/// What the system says when it is asked where this test is.
pub fn runner() -> std::io::Result<PathBuf> {
    let test = std::env::current_exe()?;
    let folder = test.ancestors().nth(2).unwrap_or(&test);
    Ok(folder.join("wasi-mknod"))
}

/// Made from `tests/programs/python` by `cargo xtask guests`, where that is possible.
pub const PYTHON: Program = Program::new("python", Some("python.wasm"), None);
/// Made from `guest/python/examples/app.py`, with [`PYTHON`].
pub const PYTHON_EXAMPLE: Program =
    Program::new("python_example", Some("python_example.wasm"), None);
/// There if CPython's own tests are in [`PYTHON`]: the version from which they are.
pub const PYTHON_TESTS: &str = "python.cpython";

/// Made from `tests/programs/js` by `cargo xtask guests`, where that is possible.
pub const JS: Program = Program::new("js", Some("js.wasm"), None);
/// Made from `guest/js/examples/app.js`, with [`JS`].
pub const JS_EXAMPLE: Program = Program::new("js_example", Some("js_example.wasm"), None);

/// Made from `tests/programs/go` by `cargo xtask guests`, where that is possible.
pub const GO: Program = Program::new("go", Some("go.wasm"), None);
/// Made from `guest/go/examples/requests`, with [`GO`].
pub const GO_EXAMPLE: Program = Program::new("go_example", Some("go_example.wasm"), None);
