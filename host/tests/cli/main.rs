//! The command-line runner: errors, limits, the cache, and the end of a run.

#[cfg(unix)]
mod cache;
#[cfg(unix)]
mod ending;
mod environment;
mod guests;
mod invoke;
mod limits;
#[cfg(unix)]
mod lists;
mod modules;
mod options;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

/// A folder with one file for each way in which a component can be wrong.
struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Self {
        let files = Self(tempfile::tempdir().unwrap());
        for (name, bytes) in [
            ("library.wasm", LIBRARY),
            ("module.wasm", b"\0asm\x01\0\0\0"),
            ("cut-module.wasm", b"\0asm\x01\0\0\0\xff\xff"),
            ("imports.wasm", IMPORTS),
            ("cut.wasm", b"\0asm\x0d\0\x01\0\xff\xff"),
            ("text.wasm", b"hello"),
        ] {
            fs::write(files.path(name), bytes).unwrap();
        }
        fs::create_dir(files.path("dir")).unwrap();
        files
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a component, given as text, into the file `name`.
    fn component(&self, name: &str, text: &str) {
        fs::write(self.path(name), wat::parse_str(text).unwrap()).unwrap();
    }

    /// Returns a command that runs `wasi-mknod` in the folder. Compiled code is kept there, too.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wasi-mknod"));
        command
            .args(arguments)
            .current_dir(&self.0)
            .env("HOME", self.0.path())
            .env("XDG_CACHE_HOME", self.path("cache"))
            .env_remove("RUST_LOG");
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }
}

/// The shortest component. It exports nothing.
const LIBRARY: &[u8] = b"\0asm\x0d\0\x01\0";

/// A component that imports a function `far-away`: one type, a function without parameters and
/// results, and one import.
const IMPORTS: &[u8] = b"\0asm\x0d\0\x01\0\x07\x05\x01\x40\0\x01\0\x0a\x0d\x01\0\x08far-away\x01\0";

#[test]
fn errors_take_one_line_that_names_the_culprit() {
    let files = Files::new();
    let table: &[(&[&str], i32, &[&str])] = &[
        (
            &["run", "missing.wasm"],
            1,
            &["cannot read `missing.wasm`", "No such file"],
        ),
        (
            &["run", "text.wasm"],
            1,
            &["`text.wasm` is not WebAssembly"],
        ),
        (
            &["run", "cut.wasm"],
            1,
            &["`cut.wasm` is not a valid component"],
        ),
        (&["run", "module.wasm"], 1, &["`module.wasm` is a library"]),
        (
            &["run", "cut-module.wasm"],
            1,
            &["`cut-module.wasm`", "not a valid core module"],
        ),
        (&["run", "imports.wasm"], 1, &["`imports.wasm`", "far-away"]),
        (
            &["run", "library.wasm"],
            1,
            &["`library.wasm`", "wasi:cli/run"],
        ),
        (
            &["run", "--dir", "nowhere::/", "library.wasm"],
            1,
            &["directory `nowhere`", "No such file"],
        ),
        (
            &["run", "--dir", "text.wasm::/", "library.wasm"],
            1,
            &["directory `text.wasm`", "Not a directory"],
        ),
        (
            &["run", "--device", "/dev::c 1:3", "library.wasm"],
            1,
            &["no --dir", "`/dev`"],
        ),
        (
            &["run", "--device", "c 1", "library.wasm"],
            2,
            &["bad device rule `c 1`", "MAJOR:MINOR"],
        ),
        (
            &["run", "--umask", "888", "library.wasm"],
            2,
            &["--umask", "octal"],
        ),
        (
            &["run", "--device", "/dev/null:/dev/null:rwm", "library.wasm"],
            2,
            &["write `/dev/null`"],
        ),
        (
            &["run", "--timeout", "0", "library.wasm"],
            2,
            &["--timeout", "greater than zero"],
        ),
        (
            &["run", "--max-memory", "1T", "library.wasm"],
            2,
            &["--max-memory", "`512M`"],
        ),
        (
            &["run", "--cache", "dir", "--no-cache", "library.wasm"],
            2,
            &["cannot be used with"],
        ),
        (
            &["run", "--cache", "text.wasm", "library.wasm"],
            1,
            &["text.wasm", "--cache"],
        ),
        (&[], 2, &["run COMPONENT"]),
        (&["run"], 2, &["<COMPONENT>"]),
        (&["jump"], 2, &["jump"]),
    ];
    for (arguments, status, parts) in table {
        let output = files.run(arguments);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            output.status.code(),
            Some(*status),
            "{arguments:?}: {stderr}"
        );
        assert_eq!(stderr.lines().count(), 1, "{arguments:?}: {stderr}");
        assert!(
            stderr.starts_with("wasi-mknod: "),
            "{arguments:?}: {stderr}"
        );
        for part in *parts {
            assert!(
                stderr.contains(part),
                "{arguments:?}: no `{part}` in {stderr}"
            );
        }
    }
}
