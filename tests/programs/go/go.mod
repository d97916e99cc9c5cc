module tests

go 1.24

require github.com/wasi-mknod/wasi-mknod/guest/go v0.0.0

replace github.com/wasi-mknod/wasi-mknod/guest/go => ../../../guest/go
