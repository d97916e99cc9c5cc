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

/// Exits with how many bytes the environment variables take, or with how many there are.
pub(crate) fn measures_environment(count: bool) -> String {
    let at = if count { 0 } else { 4 };
    format!(
        r#"(module
  (import "wasi_snapshot_preview1" "environ_sizes_get"
    (func $sizes (param i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func (export "_start")
    (drop (call $sizes (i32.const 0) (i32.const 4)))
    (call $exit (i32.load (i32.const {at})))))"#
    )
}

/// Writes a line to standard output, and exits with how many bytes it has read from standard input.
pub(crate) const TALKS: &str = r#"(module
  (import "wasi_snapshot_preview1" "fd_read"
    (func $read (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write"
    (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 64) "line\n")
  (data (i32.const 0) "\40\00\00\00\05\00\00\00")
  (data (i32.const 16) "\80\00\00\00\40\00\00\00")
  (func (export "_start")
    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 32)))
    (drop (call $read (i32.const 0) (i32.const 16) (i32.const 1) (i32.const 32)))
    (call $exit (i32.load (i32.const 32)))))"#;

/// Exits with 0 if a TCP socket can be made.
pub(crate) const MAKES_A_SOCKET: &str = r#"(module
  (import "wasi:sockets/tcp-create-socket@0.2.0" "create-tcp-socket"
    (func $create (param i32 i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func (export "_start")
    (call $create (i32.const 0) (i32.const 16))
    (call $exit (i32.load8_u (i32.const 16)))))"#;

/// Exits with how many pages its memory has after it has asked for `more` at once, or 0.
pub(crate) fn grows(more: u32) -> String {
    format!(
        r#"(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (func (export "_start")
    (call $exit (i32.add (i32.const 1) (memory.grow (i32.const {more}))))))"#
    )
}

/// A library with functions of numbers.
pub(crate) const NUMBERS: &str = r#"(module
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (global $ready (mut i32) (i32.const 0))
  (func (export "_initialize") (global.set $ready (i32.const 100)))
  (func (export "add_all") (param i32 i64) (result i64)
    (i64.add (i64.extend_i32_s (i32.add (local.get 0) (global.get $ready))) (local.get 1)))
  (func (export "half") (param f32 f64) (result f64)
    (f64.mul (f64.promote_f32 (local.get 0)) (local.get 1)))
  (func (export "leave") (param i32) (call $exit (local.get 0)))
  (func (export "trap") unreachable)
  (func (export "two") (result i32 i32) (i32.const 1) (i32.const 2))
  (func (export "reference") (param funcref)))"#;

/// A component with functions that take and return what is no number.
pub(crate) const WORDS: &str = r#"(component
  (core module $m
    (memory (export "memory") 1)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 1024)
    (func (export "echo") (param i32 i32) (result i32)
      (i32.store (i32.const 0) (local.get 0))
      (i32.store (i32.const 4) (local.get 1))
      i32.const 0)
    (func (export "first") (param i32 i32) (result i32) (i32.load (local.get 0))))
  (core instance $i (instantiate $m))
  (alias core export $i "memory" (core memory $memory))
  (alias core export $i "realloc" (core func $realloc))
  (func $echo (param "text" string) (result string)
    (canon lift (core func $i "echo") (memory $memory) (realloc $realloc)))
  (func $first (param "numbers" (list u32)) (result u32)
    (canon lift (core func $i "first") (memory $memory) (realloc $realloc)))
  (export "echo" (func $echo))
  (instance $one (export "first" (func $first)))
  (instance $other (export "first" (func $first)) (export "only" (func $first)))
  (export "a:b/one@1.0.0" (instance $one))
  (export "a:b/other" (instance $other)))"#;

/// A module as Go makes them, which exits with 0 if the adapter has its pages behind `marker`, at
/// the address `at`, and with 1 if the size of the memory shows that it has grown.
pub(crate) fn of_go(marker: &str, at: u32) -> String {
    let used = at + 32;
    format!(
        r#"(module
  (@custom "go:buildid" "")
  (import "wasi_snapshot_preview1" "clock_time_get"
    (func $clock (param i32 i64 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 8)
  (data (i32.const 1024) "{marker}")
  (func (export "_start")
    (drop (call $clock (i32.const 1) (i64.const 0) (i32.const 8)))
    (call $exit (i32.or
      (i32.eqz (i32.load (i32.const {used})))
      (i32.ne (memory.size) (i32.const 8))))))"#
    )
}
