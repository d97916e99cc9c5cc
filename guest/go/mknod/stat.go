package mknod

import (
	"io/fs"
	"time"
)

// Stat_t is what is known of a file.
type Stat_t struct {
	Mode  uint32 // the type and the permissions
	Nlink uint64
	Uid   uint32 // 0 unless the host shows owners
	Gid   uint32 // 0 unless the host shows owners
	Rdev  uint64 // the device number of a device node
	Size  int64
	Atime time.Time
	Mtime time.Time
	Ctime time.Time
}

// FileMode returns the type and the permissions in the form of the package io/fs.
func (s *Stat_t) FileMode() fs.FileMode {
	mode := fs.FileMode(s.Mode & 0o777)
	switch s.Mode & S_IFMT {
	case S_IFREG:
	case S_IFDIR:
		mode |= fs.ModeDir
	case S_IFCHR:
		mode |= fs.ModeDevice | fs.ModeCharDevice
	case S_IFBLK:
		mode |= fs.ModeDevice
	case S_IFIFO:
		mode |= fs.ModeNamedPipe
	case S_IFLNK:
		mode |= fs.ModeSymlink
	case S_IFSOCK:
		mode |= fs.ModeSocket
	default:
		mode |= fs.ModeIrregular
	}
	for bit, flag := range map[uint32]fs.FileMode{
		S_ISUID: fs.ModeSetuid, S_ISGID: fs.ModeSetgid, S_ISVTX: fs.ModeSticky,
	} {
		if s.Mode&bit != 0 {
			mode |= flag
		}
	}
	return mode
}
