module github.com/wasi-mknod/wasi-mknod/guest/go

go 1.24
