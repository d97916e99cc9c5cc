//go:build linux

package mknod

import (
	"syscall"
	"time"
)

func mknod(path string, mode uint32, dev uint64) error {
	// The system call has 32 bits for a device number, and cuts others down.
	if uint64(uint32(dev)) != dev && (mode&S_IFMT == S_IFCHR || mode&S_IFMT == S_IFBLK) {
		return syscall.EINVAL
	}
	return syscall.Mknod(path, mode, int(uint32(dev)))
}

func mkfifo(path string, mode uint32) error {
	return syscall.Mkfifo(path, mode)
}

func chmod(path string, mode uint32) error {
	return syscall.Chmod(path, mode)
}

func chown(path string, follow bool, uid, gid int) error {
	if follow {
		return syscall.Chown(path, uid, gid)
	}
	return syscall.Lchown(path, uid, gid)
}

func umask(mask int) int {
	return syscall.Umask(mask)
}

func look(path string, follow bool, stat *Stat_t) error {
	call := syscall.Lstat
	if follow {
		call = syscall.Stat
	}
	var native syscall.Stat_t
	if err := call(path, &native); err != nil {
		return err
	}
	*stat = Stat_t{
		Mode:  native.Mode,
		Nlink: uint64(native.Nlink),
		Uid:   native.Uid,
		Gid:   native.Gid,
		Rdev:  uint64(native.Rdev),
		Size:  native.Size,
		Atime: time.Unix(native.Atim.Unix()),
		Mtime: time.Unix(native.Mtim.Unix()),
		Ctime: time.Unix(native.Ctim.Unix()),
	}
	return nil
}
