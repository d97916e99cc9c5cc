// Package mknod creates FIFOs, sockets and device nodes, in the manner of golang.org/x/sys/unix.
//
// WASI has no such call. Compiled for GOOS=wasip1, the functions call a host that implements the WIT package
// wasi-mknod:filesystem, such as the runner wasi-mknod. On Linux they are the system calls of the package syscall, so
// that a program can be built and tested for both.
//
// Errors are of type [*fs.PathError] and contain a [syscall.Errno]: errors.Is(err, fs.ErrExist) and
// errors.Is(err, syscall.EEXIST) hold for a path that exists.
//
// A FIFO is opened, read and written by [os.OpenFile].
package mknod

// The types of nodes and the bits beside the permissions, with the values of Linux.
const (
	S_IFMT   = 0o170000
	S_IFREG  = 0o100000
	S_IFDIR  = 0o040000
	S_IFCHR  = 0o020000
	S_IFBLK  = 0o060000
	S_IFIFO  = 0o010000
	S_IFLNK  = 0o120000
	S_IFSOCK = 0o140000
	S_ISUID  = 0o4000
	S_ISGID  = 0o2000
	S_ISVTX  = 0o1000
)
