//! Guests, as short as they can be.

#[cfg(unix)]
mod list;
pub(crate) mod module;

#[cfg(unix)]
pub(crate) use list::makes_a_list;

/// Computes without an end.
pub(crate) const BUSY: &str = r#"(component
  (core module $m (func (export "run") (result i32) (loop $again br $again) unreachable))
  (core instance $i (instantiate $m))
  (func $run (result (result)) (canon lift (core func $i "run")))
  (instance (export "wasi:cli/run@0.2.0") (export "run" (func $run))))"#;

/// Exits with a status of 0 or 1.
pub(crate) fn exits(status: u8) -> String {
    format!(
        r#"(component
  (core module $m (func (export "run") (result i32) i32.const {status}))
  (core instance $i (instantiate $m))
  (func $run (result (result)) (canon lift (core func $i "run")))
  (instance (export "wasi:cli/run@0.2.0") (export "run" (func $run))))"#
    )
}

/// Exits with 0 if the instruction succeeds, and with 1 if it returns -1.
///
/// The guest has two memories of a MiB each and a table.
pub(crate) fn grows(instruction: &str) -> String {
    format!(
        r#"(component
  (core module $m
    (memory 16)
    (memory 16)
    (table 1 funcref)
    (func (export "run") (result i32) {instruction} i32.const -1 i32.eq))
  (core instance $i (instantiate $m))
  (func $run (result (result)) (canon lift (core func $i "run")))
  (instance (export "wasi:cli/run@0.2.0") (export "run" (func $run))))"#
    )
}

/// The memory of a guest and what hands parts of it to the host. The word `f` is at 0.
const MEMORY: &str = r#"
  (core module $memory
    (memory (export "memory") 1)
    (data (i32.const 0) "f")
    (global $next (mut i32) (i32.const 1024))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
      global.get $next
      (global.set $next (i32.add (global.get $next)
        (i32.and (i32.add (local.get 3) (i32.const 15)) (i32.const -16))))))
  (core instance $memory (instantiate $memory))
  (alias core export $memory "memory" (core memory $mem))
  (alias core export $memory "realloc" (core func $realloc))"#;

/// The imports for reading a stream.
const STREAMS: &str = r#"
  (import "wasi:io/error@0.2.0" (instance $errors (export "error" (type (sub resource)))))
  (alias export $errors "error" (type $error))
  (import "wasi:io/streams@0.2.0" (instance $streams
    (alias outer 1 $error (type $outer-error))
    (export "error" (type $error (eq $outer-error)))
    (export "input-stream" (type $stream (sub resource)))
    (type $failure (variant (case "last-operation-failed" (own $error)) (case "closed")))
    (export "stream-error" (type $stream-error (eq $failure)))
    (export "[method]input-stream.blocking-read" (func
      (param "self" (borrow $stream)) (param "len" u64)
      (result (result (list u8) (error $stream-error)))))))
  (alias export $streams "input-stream" (type $stream))"#;

/// Reads standard input.
pub(crate) fn reads_stdin() -> String {
    format!(
        r#"(component {STREAMS}
  (import "wasi:cli/stdin@0.2.0" (instance $stdin
    (alias outer 1 $stream (type $outer-stream))
    (export "input-stream" (type $stream (eq $outer-stream)))
    (export "get-stdin" (func (result (own $stream))))))
  {MEMORY}
  (core func $open (canon lower (func $stdin "get-stdin")))
  (core func $read (canon lower (func $streams "[method]input-stream.blocking-read")
    (memory $mem) (realloc $realloc)))
  (core module $m
    (import "host" "open" (func $open (result i32)))
    (import "host" "read" (func $read (param i32 i64 i32)))
    (func (export "run") (result i32)
      (call $read (call $open) (i64.const 1) (i32.const 64))
      i32.const 0))
  (core instance $i (instantiate $m
    (with "host" (instance (export "open" (func $open)) (export "read" (func $read))))))
  (func $run (result (result)) (canon lift (core func $i "run")))
  (instance (export "wasi:cli/run@0.2.0") (export "run" (func $run))))"#
    )
}

/// Writes to standard error without an end.
pub(crate) fn fills_stderr() -> String {
    format!(
        r#"(component
  (import "wasi:io/error@0.2.0" (instance $errors (export "error" (type (sub resource)))))
  (alias export $errors "error" (type $error))
  (import "wasi:io/streams@0.2.0" (instance $streams
    (alias outer 1 $error (type $outer-error))
    (export "error" (type $error (eq $outer-error)))
    (export "output-stream" (type $stream (sub resource)))
    (type $failure (variant (case "last-operation-failed" (own $error)) (case "closed")))
    (export "stream-error" (type $stream-error (eq $failure)))
    (export "[method]output-stream.blocking-write-and-flush" (func
      (param "self" (borrow $stream)) (param "contents" (list u8))
      (result (result (error $stream-error)))))))
  (alias export $streams "output-stream" (type $stream))
  (import "wasi:cli/stderr@0.2.0" (instance $stderr
    (alias outer 1 $stream (type $outer-stream))
    (export "output-stream" (type $stream (eq $outer-stream)))
    (export "get-stderr" (func (result (own $stream))))))
  {MEMORY}
  (core func $open (canon lower (func $stderr "get-stderr")))
  (core func $write (canon lower
    (func $streams "[method]output-stream.blocking-write-and-flush") (memory $mem)))
  (core module $m
    (import "host" "open" (func $open (result i32)))
    (import "host" "write" (func $write (param i32 i32 i32 i32)))
    (func (export "run") (result i32) (local $stream i32)
      (local.set $stream (call $open))
      (loop $again
        (call $write (local.get $stream) (i32.const 4096) (i32.const 4096) (i32.const 64))
        br $again)
      unreachable))
  (core instance $i (instantiate $m
    (with "host" (instance (export "open" (func $open)) (export "write" (func $write))))))
  (func $run (result (result)) (canon lift (core func $i "run")))
  (instance (export "wasi:cli/run@0.2.0") (export "run" (func $run))))"#
    )
}

/// Opens and reads the file `f` of the first preopened directory. Traps if it cannot be opened.
pub(crate) fn reads_file() -> String {
    format!(
        r#"(component {STREAMS}
  (import "wasi:filesystem/types@0.2.0" (instance $types
    (alias outer 1 $stream (type $outer-stream))
    (export "input-stream" (type $stream (eq $outer-stream)))
    (export "descriptor" (type $descriptor (sub resource)))
    (type $codes (enum {CODES}))
    (export "error-code" (type $code (eq $codes)))
    (type $pf (flags "symlink-follow"))
    (export "path-flags" (type $path-flags (eq $pf)))
    (type $of (flags "create" "directory" "exclusive" "truncate"))
    (export "open-flags" (type $open-flags (eq $of)))
    (type $df (flags "read" "write" "file-integrity-sync" "data-integrity-sync"
      "requested-write-sync" "mutate-directory"))
    (export "descriptor-flags" (type $descriptor-flags (eq $df)))
    (export "[method]descriptor.open-at" (func
      (param "self" (borrow $descriptor)) (param "path-flags" $path-flags) (param "path" string)
      (param "open-flags" $open-flags) (param "flags" $descriptor-flags)
      (result (result (own $descriptor) (error $code)))))
    (export "[method]descriptor.read-via-stream" (func
      (param "self" (borrow $descriptor)) (param "offset" u64)
      (result (result (own $stream) (error $code)))))))
  (alias export $types "descriptor" (type $descriptor))
  (import "wasi:filesystem/preopens@0.2.0" (instance $preopens
    (alias outer 1 $descriptor (type $outer-descriptor))
    (export "descriptor" (type $descriptor (eq $outer-descriptor)))
    (export "get-directories" (func (result (list (tuple (own $descriptor) string)))))))
  {MEMORY}
  (core func $dirs (canon lower (func $preopens "get-directories")
    (memory $mem) (realloc $realloc)))
  (core func $open (canon lower (func $types "[method]descriptor.open-at") (memory $mem)))
  (core func $stream (canon lower (func $types "[method]descriptor.read-via-stream") (memory $mem)))
  (core func $read (canon lower (func $streams "[method]input-stream.blocking-read")
    (memory $mem) (realloc $realloc)))
  (core module $m
    (import "host" "memory" (memory 1))
    (import "host" "dirs" (func $dirs (param i32)))
    (import "host" "open" (func $open (param i32 i32 i32 i32 i32 i32 i32)))
    (import "host" "stream" (func $stream (param i32 i64 i32)))
    (import "host" "read" (func $read (param i32 i64 i32)))
    (func $ok (if (i32.load8_u (i32.const 64)) (then unreachable)))
    (func (export "run") (result i32)
      (call $dirs (i32.const 64))
      (call $open (i32.load (i32.load (i32.const 64)))
        (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 64))
      call $ok
      (call $stream (i32.load (i32.const 68)) (i64.const 0) (i32.const 64))
      call $ok
      (call $read (i32.load (i32.const 68)) (i64.const 1) (i32.const 64))
      i32.const 0))
  (core instance $i (instantiate $m (with "host" (instance
    (export "memory" (memory $mem)) (export "dirs" (func $dirs)) (export "open" (func $open))
    (export "stream" (func $stream)) (export "read" (func $read))))))
  (func $run (result (result)) (canon lift (core func $i "run")))
  (instance (export "wasi:cli/run@0.2.0") (export "run" (func $run))))"#
    )
}

const CODES: &str = r#""access" "would-block" "already" "bad-descriptor" "busy" "deadlock" "quota"
  "exist" "file-too-large" "illegal-byte-sequence" "in-progress" "interrupted" "invalid" "io"
  "is-directory" "loop" "too-many-links" "message-size" "name-too-long" "no-device" "no-entry"
  "no-lock" "insufficient-memory" "insufficient-space" "not-directory" "not-empty"
  "not-recoverable" "unsupported" "no-tty" "no-such-device" "overflow" "not-permitted" "pipe"
  "read-only" "invalid-seek" "text-file-busy" "cross-device""#;
