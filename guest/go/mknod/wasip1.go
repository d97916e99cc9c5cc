//go:build wasip1

package mknod

import (
	"strings"
	"syscall"
	"time"
)

func mknod(path string, mode uint32, dev uint64) error {
	kind, ok := nodeType(mode)
	if !ok {
		return syscall.EINVAL
	}
	var major, minor uint32
	if kind == characterDevice || kind == blockDevice {
		major, minor = Major(dev), Minor(dev)
	}
	dir, rest, err := locate(path)
	if err != nil {
		return err
	}
	return hostMknod(dir, rest, kind, major, minor, mode&0o7777)
}

func mkfifo(path string, mode uint32) error {
	// Another type is a mistake, which C libraries turn into yet another type.
	if kind := mode & S_IFMT; kind != 0 && kind != S_IFIFO {
		return syscall.EINVAL
	}
	return mknod(path, mode|S_IFIFO, 0)
}

func chmod(path string, mode uint32) error {
	dir, rest, err := locate(path)
	if err != nil {
		return err
	}
	return hostSetMode(dir, rest, mode&0o7777)
}

func chown(path string, follow bool, uid, gid int) error {
	dir, rest, err := locate(path)
	if err != nil {
		return err
	}
	return hostSetOwner(dir, rest, follow, id(uid), id(gid))
}

// id is the number of a user or a group, or nothing for -1. Other numbers are cut down to 32 bits, as on Linux.
func id(number int) option {
	if uint32(number) == ^uint32(0) {
		return option{}
	}
	return option{1, uint32(number)}
}

func umask(mask int) int {
	return int(hostUmask(uint32(mask) & 0o777))
}

func look(path string, follow bool, stat *Stat_t) error {
	dir, rest, err := locate(path)
	if err != nil {
		return err
	}
	known, err := hostStat(dir, rest, follow)
	if err != nil {
		return err
	}
	*stat = Stat_t{
		Mode:  fileTypes[known.fileType] | uint32(known.mode),
		Nlink: known.linkCount,
		Size:  int64(known.size),
		Atime: known.dataAccess.time(),
		Mtime: known.dataModification.time(),
		Ctime: known.statusChange.time(),
	}
	if known.hasOwner != 0 {
		stat.Uid, stat.Gid = known.user, known.group
	}
	if kind := stat.Mode & S_IFMT; kind == S_IFCHR || kind == S_IFBLK {
		stat.Rdev = Makedev(known.major, known.minor)
	}
	return nil
}

func (t timestamp) time() time.Time {
	return time.Unix(t.seconds, int64(t.nanoseconds))
}

// nodeType returns the number of a case of the variant node-type.
func nodeType(mode uint32) (kind uint32, ok bool) {
	if mode&^(S_IFMT|0o7777) != 0 {
		return 0, false
	}
	switch mode & S_IFMT {
	case 0, S_IFREG:
		return regularFile, true
	case S_IFDIR:
		return directory, true
	case S_IFIFO:
		return fifo, true
	case S_IFSOCK:
		return socket, true
	case S_IFCHR:
		return characterDevice, true
	case S_IFBLK:
		return blockDevice, true
	}
	return 0, false
}

// locate finds the preopened directory from which the host is to follow path, and what remains of the path.
func locate(path string) (dir uint32, rest string, err error) {
	if path == "" {
		return 0, "", syscall.ENOENT
	}
	if strings.IndexByte(path, 0) >= 0 {
		return 0, "", syscall.EINVAL
	}
	current, err := syscall.Getwd()
	if err != nil {
		return 0, "", err
	}
	dirs, names := preopens()
	index, rest := find(names, absolute(current, path))
	if index < 0 {
		return 0, "", syscall.ENOENT
	}
	return dirs[index], rest, nil
}
