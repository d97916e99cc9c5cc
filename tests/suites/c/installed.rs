//! The library as `make install` puts it to a prefix, and programs that find it by pkg-config.

use crate::compiler::{self, Compiler};
use crate::example;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;
use wasi_mknod_tests::{FrontEnd, Program, Trials, programs};

pub(crate) fn add(trials: &mut Trials) {
    compiler::each_installed(trials, "installed::program", program);
    compiler::each_installed(trials, "installed::staged", staged);
}

/// A program is compiled with what pkg-config says, and runs.
fn program(compiler: Compiler) {
    let folder = TempDir::new().expect("a temporary folder");
    let prefix = folder.path().join("prefix");
    let prefix_variable = format!("PREFIX={}", prefix.display());
    make(compiler, folder.path(), &[&prefix_variable, "install"]);
    // What is there is installed again, and no longer built.
    let again = make(compiler, folder.path(), &[&prefix_variable, "install"]);
    assert!(!again.contains("-c src/"), "{again}");

    assert_eq!(
        pkg_config(&prefix, &["--modversion"]),
        env!("CARGO_PKG_VERSION")
    );
    let flags = pkg_config(&prefix, &["--cflags", "--libs"]);
    let component = folder.path().join("requests.wasm");
    compile(
        compiler,
        folder.path(),
        flags.split_whitespace(),
        &component,
    );
    let path = component.display().to_string().leak();
    example::runs(FrontEnd::P2Sync, Program::new("requests", Some(path), None));

    make(compiler, folder.path(), &[&prefix_variable, "uninstall"]);
    assert_eq!(files(&prefix), Vec::<PathBuf>::new());
}

/// `DESTDIR` goes before each path and into no file. All headers are there, and none beside them.
fn staged(compiler: Compiler) {
    let folder = TempDir::new().expect("a temporary folder");
    let stage = folder.path().join("stage");
    let destination = format!("DESTDIR={}", stage.display());
    make(
        compiler,
        folder.path(),
        &[&destination, "PREFIX=/opt/wasi", "install"],
    );
    let root = stage.join("opt/wasi");
    let pc = fs::read_to_string(root.join("lib/pkgconfig/wasi-mknod.pc")).expect("it is installed");
    assert!(pc.starts_with("prefix=/opt/wasi\n"), "{pc}");
    assert!(!pc.contains('@') && !pc.contains("stage"), "{pc}");
    assert!(root.join("lib/libwasi-mknod.a").is_file());
    let installed = files(&root.join("include/wasi-mknod"));
    assert_eq!(installed, files(&library().join("include")));
}

/// The folder of the library.
fn library() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../guest/c")
}

fn make(compiler: Compiler, folder: &Path, words: &[&str]) -> String {
    let path = compiler.path();
    let (cc, ar) = match compiler.name() {
        "zig" => (format!("{path} cc"), format!("{path} ar")),
        _ => (path.to_owned(), "ar".to_owned()),
    };
    let mut command = Command::new("make");
    command
        .arg("-C")
        .arg(library())
        .arg(format!("CC={cc}"))
        .arg(format!("AR={ar}"))
        .args(["TARGET=wasm32-wasi", "CPPFLAGS=-Wno-deprecated"])
        .arg(format!("BUILD={}", folder.join("build").display()))
        .args(words);
    run(compiler, &mut command)
}

fn pkg_config(prefix: &Path, words: &[&str]) -> String {
    let mut command = Command::new("pkg-config");
    command
        .env("PKG_CONFIG_PATH", prefix.join("lib/pkgconfig"))
        .args(words)
        .arg("wasi-mknod");
    let output = command.output().expect("the trial needs it");
    assert!(output.status.success(), "{command:?}: {output:?}");
    String::from_utf8(output.stdout)
        .expect("UTF-8")
        .trim()
        .to_owned()
}

fn compile<'a>(
    compiler: Compiler,
    folder: &Path,
    flags: impl Iterator<Item = &'a str>,
    component: &Path,
) {
    let mut command = Command::new(compiler.path());
    if compiler.name() == "zig" {
        command.arg("cc");
    }
    command
        .args(["--target=wasm32-wasi", "-Wno-deprecated", "-O2"])
        .arg(library().join("examples/requests.c"))
        .args(flags);
    if compiler.name() == "clang" {
        command
            .arg(format!("-fuse-ld={}", programs::COMPONENT_LINKER))
            .args(["-nostartfiles", "/usr/lib/wasm32-wasi/crt1.o"])
            .arg("-Wl,-z,stack-size=1048576");
        run(compiler, command.arg("-o").arg(component));
        return;
    }
    let module = folder.join("requests.module.wasm");
    run(compiler, command.arg("-o").arg(&module));
    let linked = Path::new(env!("CARGO_MANIFEST_DIR")).join("../xtask/guest-build/linked.sh");
    let mut linker = Command::new(programs::COMPONENT_LINKER);
    linker.arg("--wasm-ld-path").arg(linked);
    run(compiler, linker.arg(module).arg("-o").arg(component));
}

/// Runs a command, with a cache for zig that all trials share, and returns what it prints.
fn run(compiler: Compiler, command: &mut Command) -> String {
    let cache = std::env::temp_dir().join("wasi-mknod-zig-cache");
    if compiler.name() == "zig" {
        command
            .env("ZIG_GLOBAL_CACHE_DIR", &cache)
            .env("ZIG_LOCAL_CACHE_DIR", &cache);
    }
    // What cargo and its make have told this process is not for another make.
    command
        .env_remove("MAKEFLAGS")
        .env_remove("CARGO_MAKEFLAGS");
    let output = command.output().expect("the trial needs it");
    assert!(output.status.success(), "{command:?}: {output:?}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The files beneath `folder`, relative to it and sorted.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("a folder").path();
            match path.is_dir() {
                true => folders.push(path),
                false => files.push(path.strip_prefix(folder).expect("beneath").to_owned()),
            }
        }
    }
    files.sort();
    files
}
