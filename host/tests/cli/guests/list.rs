//! A guest that makes many nodes by one call.

use super::{CODES, MEMORY};

/// Makes FIFOs by one call of `mknod-many`: `l/00000`, `l/00001` and so on in the first preopened
/// directory. Exits with 0 whatever comes of it.
pub(crate) fn makes_a_list(nodes: usize) -> String {
    format!(
        r#"(component
  (import "wasi:filesystem/types@0.2.0" (instance $files
    (export "descriptor" (type (sub resource)))
    (type $codes (enum {CODES}))
    (export "error-code" (type (eq $codes)))))
  (alias export $files "descriptor" (type $descriptor))
  (alias export $files "error-code" (type $code))
  (import "wasi:filesystem/preopens@0.2.0" (instance $preopens
    (alias outer 1 $descriptor (type $outer-descriptor))
    (export "descriptor" (type $descriptor (eq $outer-descriptor)))
    (export "get-directories" (func (result (list (tuple (own $descriptor) string)))))))
  (import "wasi-mknod:filesystem/types@0.2.0" (instance $types
    (type $numbers (record (field "major" u32) (field "minor" u32)))
    (export "device" (type $device (eq $numbers)))
    (type $cases (variant (case "regular-file") (case "directory") (case "fifo") (case "socket")
      (case "character-device" $device) (case "block-device" $device)))
    (export "node-type" (type $node-type (eq $cases)))
    (type $bits (flags {BITS}))
    (export "mode" (type $mode (eq $bits)))
    (type $fields (record
      (field "path" string) (field "node-type" $node-type) (field "mode" $mode)))
    (export "node" (type (eq $fields)))))
  (alias export $types "node" (type $node))
  (import "wasi-mknod:filesystem/mknod@0.2.0" (instance $mknod
    (alias outer 1 $descriptor (type $outer-descriptor))
    (export "descriptor" (type $descriptor (eq $outer-descriptor)))
    (alias outer 1 $code (type $outer-code))
    (export "error-code" (type $code (eq $outer-code)))
    (alias outer 1 $node (type $outer-node))
    (export "node" (type $node (eq $outer-node)))
    (export "mknod-many" (func (param "dir-fd" (borrow $descriptor)) (param "nodes" (list $node))
      (result (result (error (tuple u32 $code))))))))
  {MEMORY}
  (core func $dirs (canon lower (func $preopens "get-directories")
    (memory $mem) (realloc $realloc)))
  (core func $many (canon lower (func $mknod "mknod-many") (memory $mem)))
  (core module $m
    (import "host" "memory" (memory 1))
    (import "host" "dirs" (func $dirs (param i32)))
    (import "host" "many" (func $many (param i32 i32 i32 i32)))
    ;; The nodes are at 0x10000, and the names behind them.
    (func $node (param $index i32) (local $node i32) (local $name i32) (local $digit i32)
      (local.set $node
        (i32.add (i32.const 0x10000) (i32.mul (local.get $index) (i32.const 24))))
      (local.set $name (i32.add (i32.const {names}) (i32.mul (local.get $index) (i32.const 8))))
      (i32.store (local.get $node) (local.get $name))
      (i32.store offset=4 (local.get $node) (i32.const 7))
      (i32.store offset=8 (local.get $node) (i32.const 2))
      (i32.store offset=20 (local.get $node) (i32.const 0x180))
      (i32.store (local.get $name) (i32.const 0x2f6c))
      (local.set $digit (i32.const 6))
      (loop $next
        (i32.store8 (i32.add (local.get $name) (local.get $digit))
          (i32.add (i32.const 48) (i32.rem_u (local.get $index) (i32.const 10))))
        (local.set $index (i32.div_u (local.get $index) (i32.const 10)))
        (local.set $digit (i32.sub (local.get $digit) (i32.const 1)))
        (br_if $next (i32.gt_u (local.get $digit) (i32.const 1)))))
    (func (export "run") (result i32) (local $index i32)
      (if (i32.eq (memory.grow (i32.const 64)) (i32.const -1)) (then unreachable))
      (loop $next
        (call $node (local.get $index))
        (local.set $index (i32.add (local.get $index) (i32.const 1)))
        (br_if $next (i32.lt_u (local.get $index) (i32.const {nodes}))))
      (call $dirs (i32.const 64))
      (call $many (i32.load (i32.load (i32.const 64)))
        (i32.const 0x10000) (i32.const {nodes}) (i32.const 64))
      i32.const 0))
  (core instance $i (instantiate $m (with "host" (instance
    (export "memory" (memory $mem)) (export "dirs" (func $dirs)) (export "many" (func $many))))))
  (func $run (result (result)) (canon lift (core func $i "run")))
  (instance (export "wasi:cli/run@0.2.0") (export "run" (func $run))))"#,
        names = 0x10000 + 24 * nodes
    )
}

const BITS: &str = r#""other-execute" "other-write" "other-read" "group-execute" "group-write"
  "group-read" "owner-execute" "owner-write" "owner-read" "sticky" "set-group-id" "set-user-id""#;
