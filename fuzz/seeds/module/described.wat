(module
  (import "env" "unknown" (func))
  (import "$root" "f" (func))
  (@custom "component-type:x" "\00asm\0d\00\01\00\00\19\16wit-component-encoding\04\00")
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) unreachable)
  (memory (export "memory") 1))
