(module
  (import "wasi:filesystem/preopens@0.2.0" "get-directories" (func (param i32)))
  (import "wasi:filesystem/types@0.2.0" "[resource-drop]descriptor" (func (param i32)))
  (import "wasi-mknod:filesystem/mknod@0.2.0" "mknod"
    (func (param i32 i32 i32 i32 i32 i32 i32 i32)))
  (memory (export "memory") 16)
  (func (export "cabi_import_realloc") (param i32 i32 i32 i32) (result i32) unreachable)
  (func (export "_start")))
