//! Compiled code is executed only if nobody else can have written it.

use crate::Files;
use crate::guests::exits;
use rustix::fs::StatVfsMountFlags;
use rustix::process::geteuid;
use std::collections::BTreeSet;
use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, chown, symlink};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// An ordinary user.
const SOMEBODY: u32 = 65534;

/// The compiled modules beneath a directory; the files of statistics do not count.
pub(crate) fn artefacts(dir: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(dir).into_iter().flatten() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.append(&mut artefacts(&path)),
            false if path.extension().is_none() => drop(found.insert(path)),
            false => {}
        }
    }
    found
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

#[test]
fn compiled_code_is_kept_from_one_run_to_the_next() {
    let files = Files::new();
    let kept = || artefacts(&files.path("cache/wasi-mknod")).len();
    assert_eq!(kept(), 0);
    let first = files.run(&["run", "library.wasm"]);
    let after_first = kept();
    assert!(after_first > 0, "{first:?}");
    let second = files.run(&["run", "library.wasm"]);
    assert_eq!(kept(), after_first);
    assert_eq!(first, second);
}

#[test]
fn options_say_where_compiled_code_is_kept() {
    let files = Files::new();
    files.run(&["run", "--no-cache", "library.wasm"]);
    assert!(!files.path("cache").exists());
    symlink("new", files.path("link")).unwrap();
    for dir in ["new/deep", "link/deep2"] {
        files.run(&["run", "--cache", dir, "library.wasm"]);
        let kept = artefacts(&files.path(dir).join("wasi-mknod"));
        assert_eq!(kept.len(), 1, "{dir}");
    }
    assert!(!files.path("cache").exists());
}

/// What others can write is an error for `--cache`, and without that option there is no cache.
#[test]
fn no_directory_that_others_can_write_is_used() {
    // The directory whose mode is changed, its mode, and a part of the error.
    for (changed, mode, part) in [
        ("base", 0o777, "run `chmod go-w"),
        ("base", 0o770, "run `chmod go-w"),
        ("base", 0o702, "run `chmod go-w"),
        ("base/above", 0o777, "run `chmod go-w"),
        ("base/above/cache", 0o720, "run `chmod go-w"),
        ("base/above/cache/wasi-mknod", 0o755, "remove it"),
        ("base/above/cache/wasi-mknod", 0o710, "remove it"),
    ] {
        let files = Files::new();
        let cache = files.path("base/above/cache");
        fs::create_dir_all(cache.join("wasi-mknod")).unwrap();
        set_mode(&cache.join("wasi-mknod"), 0o700);
        set_mode(&files.path(changed), mode);

        let output = files.run(&["run", "--cache", "base/above/cache", "library.wasm"]);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{changed}: {stderr}");
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
        let name = files.path(changed).canonicalize().unwrap();
        let shown_mode = format!("mode {mode:04o}");
        for part in [part, name.to_str().unwrap(), &shown_mode, "--cache"] {
            assert!(stderr.contains(part), "no {part:?} in {stderr}");
        }

        files.component("ok", &exits(0));
        let mut command = files.command(&["run", "ok"]);
        let output = command.env("XDG_CACHE_HOME", &cache).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        assert!(output.stderr.is_empty(), "{output:?}");
        let output = command.env("RUST_LOG", "debug").output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(
            stderr.matches("compiled code is not kept").count(),
            1,
            "{stderr}"
        );
        assert_eq!(artefacts(&files.path("base")).len(), 0, "{changed}");
    }
}

/// Compiles a guest that exits with 0 and one that exits with 1, and replaces the second artefact
/// by the first.
fn exchange(files: &Files, cache: &Path) {
    for (name, status) in [("zero", 0), ("one", 1)] {
        files.component(name, &exits(status));
    }
    let mut kept = Vec::new();
    for name in ["zero", "one"] {
        let before = artefacts(cache);
        let cache = cache.to_str().unwrap();
        files.run(&["run", "--cache", cache, name]);
        let after = artefacts(Path::new(cache));
        let new: Vec<_> = after.difference(&before).cloned().collect();
        assert_eq!(new.len(), 1, "{name}");
        kept.extend(new);
    }
    fs::copy(&kept[0], &kept[1]).unwrap();
}

/// Gives a tree to another user.
fn give(path: &Path, user: u32) {
    chown(path, Some(user), Some(user)).unwrap();
    for entry in fs::read_dir(path).into_iter().flatten() {
        give(&entry.unwrap().path(), user);
    }
}

/// The home directory of another user, who has replaced an artefact, is in HOME.
#[test]
fn code_that_somebody_else_wrote_is_not_executed() {
    let files = Files::new();
    let cache = files.path("home/.cache");
    exchange(&files, &cache);
    let status = || {
        let mut command = files.command(&["run", "one"]);
        command.env("HOME", files.path("home"));
        let output = command.env_remove("XDG_CACHE_HOME").output().unwrap();
        output.status.code()
    };
    // The exchange has its effect where the user of the process has made it.
    assert_eq!(status(), Some(0));
    if !geteuid().is_root() {
        eprintln!("skipped: only root gives a directory to another user");
        return;
    }
    give(&files.path("home"), SOMEBODY);
    for mode in [0o755, 0o700, 0o777] {
        set_mode(&files.path("home"), mode);
        assert_eq!(status(), Some(1), "{mode:o}");
    }
    // A part of the tree is enough: the private directory, or one above it.
    set_mode(&files.path("home"), 0o755);
    give(&files.path("home/.cache/wasi-mknod"), 0);
    assert_eq!(status(), Some(1));
    give(&files.path("home"), 0);
    assert_eq!(status(), Some(0));
    give(&files.path("home/.cache/wasi-mknod"), SOMEBODY);
    assert_eq!(status(), Some(1));
    let output = files.run(&["run", "--cache", cache.to_str().unwrap(), "one"]);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(
        stderr.contains("user 65534") || stderr.contains("owner 65534"),
        "{stderr}"
    );
}

/// A set-user-ID program takes no code from a file, as its environment is not trusted.
#[test]
fn a_process_with_gained_privileges_has_no_cache() {
    if !geteuid().is_root() {
        eprintln!("skipped: only root makes a set-user-ID program of root");
        return;
    }
    let files = Files::new();
    set_mode(&files.path(""), 0o755);
    let mount = rustix::fs::statvfs(files.path("")).unwrap();
    if mount.f_flag.contains(StatVfsMountFlags::NOSUID) {
        eprintln!("skipped: the file system is mounted with nosuid");
        return;
    }
    files.component("ok", &exits(0));
    let program = files.path("runner");
    // Were the copy made here, other tests that start processes meanwhile would inherit its
    // descriptor, and the program could not be executed.
    let copy = Command::new("cp")
        .arg(env!("CARGO_BIN_EXE_wasi-mknod"))
        .arg(&program)
        .status();
    assert!(copy.unwrap().success());
    set_mode(&program, 0o4755);
    let cache = files.path("cache");
    fs::create_dir(&cache).unwrap();
    let run = |arguments: &[&str], user: u32| {
        let mut command = Command::new(&program);
        command.args(arguments).current_dir(files.path(""));
        command.env_clear().env("XDG_CACHE_HOME", &cache);
        command.uid(user).gid(user).output().unwrap()
    };
    let output = run(&["run", "ok"], SOMEBODY);
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
    let output = run(&["run", "--cache", "cache", "ok"], SOMEBODY);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("effective and the real user"), "{stderr}");
    assert!(stderr.contains("--no-cache"), "{stderr}");
    assert_eq!(artefacts(&cache).len(), 0);
    // The same program without gained privileges has a cache.
    assert!(run(&["run", "ok"], 0).status.success());
    assert_eq!(artefacts(&cache).len(), 1);
}
