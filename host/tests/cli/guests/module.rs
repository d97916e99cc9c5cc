//! Core modules that import WASI 0.1, and functions of the component model without their types.

/// Exits with `status`, as `exit(3)` does.
pub(crate) fn exits(status: u32) -> String {
    format!(
        r#"(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func (export "_start") (call $exit (i32.const {status}))))"#
    )
}

/// Makes the FIFO `queue` with mode 0600 in the first preopened directory.
///
/// The error code, plus 1, is the exit status. Imports have the version `version` of WASI, and the
/// memory of the list of directories comes from the export `allocator`.
pub(crate) fn makes_a_fifo(version: &str, allocator: &str) -> String {
    format!(
        r#"(module
  (import "wasi:filesystem/preopens@{version}" "get-directories" (func $dirs (param i32)))
  (import "wasi:filesystem/types@{version}" "[resource-drop]descriptor"
    (func $close (param i32)))
  (import "wasi-mknod:filesystem/mknod@0.2.0" "mknod"
    (func $mknod (param i32 i32 i32 i32 i32 i32 i32 i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 16)
  (data (i32.const 0) "queue")
  (global $next (mut i32) (i32.const 1024))
  (func (export "{allocator}") (param i32 i32 i32 i32) (result i32)
    global.get $next
    (global.set $next (i32.add (global.get $next)
      (i32.and (i32.add (local.get 3) (i32.const 15)) (i32.const -16)))))
  (func (export "_start") (local $dir i32)
    (call $dirs (i32.const 16))
    (local.set $dir (i32.load (i32.load (i32.const 16))))
    (call $mknod (local.get $dir) (i32.const 0) (i32.const 5)
      (i32.const 2) (i32.const 0) (i32.const 0) (i32.const 0x180) (i32.const 32))
    (call $close (local.get $dir))
    (if (i32.load8_u (i32.const 32))
      (then (call $exit (i32.add (i32.load8_u (i32.const 33)) (i32.const 1)))))))"#
    )
}

/// Imports the function `name` of the module `from`, without parameters and results.
pub(crate) fn imports(from: &str, name: &str) -> String {
    format!(
        r#"(module
  (import "{from}" "{name}" (func))
  (memory (export "memory") 1)
  (func (export "_start")))"#
    )
}
