//! Core modules of WASI 0.1.

use crate::Files;
use crate::guests::module::{exits, imports, of_go};

#[test]
fn the_exit_status_of_a_module_is_its_own() {
    let files = Files::new();
    for status in [0, 1, 7, 125] {
        files.component("module", &exits(status));
        let output = files.run(&["run", "module"]);
        assert_eq!(
            output.status.code(),
            Some(status.cast_signed()),
            "{output:?}"
        );
        assert!(output.stderr.is_empty(), "{output:?}");
    }
}

#[test]
fn a_module_may_import_and_export_little() {
    let files = Files::new();
    for text in [
        r#"(module (memory (export "memory") 1) (func (export "_start")))"#,
        r#"(module (func (export "_start")))"#,
    ] {
        files.component("module", text);
        let output = files.run(&["run", "module"]);
        assert_eq!(output.status.code(), Some(0), "{text}: {output:?}");
    }
}

/// WASI 0.2 is named by compilers in the version that they know.
#[cfg(unix)]
#[test]
fn a_module_without_types_makes_a_fifo() {
    use crate::guests::module::makes_a_fifo;
    use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};

    for (version, allocator) in [
        ("0.2.12", "cabi_import_realloc"),
        ("0.2.0", "cabi_import_realloc"),
        ("0.2.12", "cabi_realloc"),
    ] {
        let files = Files::new();
        files.component("module", &makes_a_fifo(version, allocator));
        let arguments = ["run", "--dir", "dir::/", "module"];
        let output = files.run(&arguments);
        assert_eq!(output.status.code(), Some(0), "{version}: {output:?}");
        let metadata = files.path("dir/queue").metadata().unwrap();
        assert!(metadata.file_type().is_fifo());
        assert_eq!(metadata.permissions().mode() & 0o7777, 0o600);
        // `exist` is number 7 of the error codes.
        let again = files.run(&arguments);
        assert_eq!(again.status.code(), Some(8), "{version}: {again:?}");
    }
}

/// Compiled code of a module is kept as that of a component is.
#[cfg(unix)]
#[test]
fn compiled_code_of_a_module_is_kept() {
    use crate::cache::artefacts;

    let files = Files::new();
    let kept = || artefacts(&files.path("cache/wasi-mknod"));
    files.component("module", &exits(3));
    assert_eq!(files.run(&["run", "module"]).status.code(), Some(3));
    let of_first = kept();
    assert!(!of_first.is_empty());
    assert_eq!(files.run(&["run", "module"]).status.code(), Some(3));
    assert_eq!(kept(), of_first);
    files.component("module", &exits(4));
    assert_eq!(files.run(&["run", "module"]).status.code(), Some(4));
    assert!(kept().is_superset(&of_first) && kept() != of_first);
}

/// The runtime of Go takes what memory the adapter would grow. The adapter has its pages in a
/// variable, or a GiB above the beginning.
#[test]
fn a_module_of_go_has_memory_for_the_adapter() {
    let files = Files::new();
    for (marker, at) in [
        ("wasi-mknod: pages of the adapter", 1024),
        ("something else", 1 << 30),
    ] {
        files.component("module", &of_go(marker, at));
        let output = files.run(&["run", "module"]);
        assert_eq!(output.status.code(), Some(0), "{marker}: {output:?}");
    }
    let output = files.run(&["run", "--max-memory", "512M", "module"]);
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("16389 pages"), "{stderr}");
}

#[test]
fn an_import_that_nobody_has_is_named() {
    let files = Files::new();
    for (from, name, parts) in [
        ("env", "far_away", &["`env` `far_away`"][..]),
        ("env", "memory", &["`env` `memory`"]),
        ("__main_module__", "_start", &["`__main_module__` `_start`"]),
        ("$root", "far-away", &["`$root` `far-away`"]),
        (
            "wasi_snapshot_preview1",
            "fd_wrong",
            &["`fd_wrong`", "WASI 0.1"],
        ),
        ("wasi_unstable", "fd_write", &["`wasi_unstable` `fd_write`"]),
        ("wasi-mknod:filesystem/mknod@0.2.0", "mknot", &["`mknot`"]),
        (
            "wasi-mknod:filesystem/mknot@0.2.0",
            "mknod",
            &["filesystem/mknot@0.2.0` `mknod`"],
        ),
        (
            "wasi-mknod:filesystem/mknod@0.3.0",
            "mknod",
            &["filesystem/mknod@0.3.0` `mknod`"],
        ),
        (
            "wasi-mknod:filesystem/mknod",
            "mknod",
            &["filesystem/mknod` `mknod`"],
        ),
        (
            "wasi:filesystem/types@0.2.0",
            "[resource-drop]error-code",
            &["drop]error-code`"],
        ),
        // A name that is known, with another type.
        (
            "wasi-mknod:filesystem/mknod@0.2.0",
            "mknod",
            &["mknod@0.2.0::mknod", "expected"],
        ),
        (
            "wasi_snapshot_preview1",
            "fd_write",
            &["fd_write", "expected"],
        ),
    ] {
        files.component("module", &imports(from, name));
        let output = files.run(&["run", "module"]);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{stderr}");
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
        assert!(
            stderr.contains("the core module `module` cannot be run"),
            "{stderr}"
        );
        for part in parts {
            assert!(
                stderr.contains(part),
                "{from} {name}: no `{part}` in {stderr}"
            );
        }
    }
}
