package mknod

import "io/fs"

// Mknod creates a node. The mode has the permissions, to which the umask applies, and one of S_IFREG, S_IFCHR, S_IFBLK,
// S_IFIFO and S_IFSOCK; without a type the node is a regular file. The device number, by [Makedev], counts for S_IFCHR
// and S_IFBLK.
//
// A relative path begins at the current directory. Links in the leading components are followed, and the last component
// is not.
//
// The errors are those of mknod(2). EPERM is also the answer of a host that does not grant the node to the guest.
func Mknod(path string, mode uint32, dev uint64) error {
	return pathError("mknod", path, mknod(path, mode, dev))
}

// Mkfifo creates a FIFO, with the permissions in mode, to which the umask applies.
func Mkfifo(path string, mode uint32) error {
	return pathError("mkfifo", path, mkfifo(path, mode))
}

// Chmod changes the mode of a file, with the bits of 07777, to which the umask does not apply. Symbolic links are
// followed. The host has to grant changes of modes to the guest: EPERM is the answer if it does not.
func Chmod(path string, mode uint32) error {
	return pathError("chmod", path, chmod(path, mode))
}

// Chown changes the user and the group of a file; -1 leaves a number as it is. Symbolic links are followed. The host has to
// grant changes of owners to the guest: EPERM is the answer if it does not.
func Chown(path string, uid, gid int) error {
	return pathError("chown", path, chown(path, true, uid, gid))
}

// Lchown is Chown of what may be a symbolic link.
func Lchown(path string, uid, gid int) error {
	return pathError("lchown", path, chown(path, false, uid, gid))
}

// Umask sets the umask, which applies to the nodes that this package creates, and returns the one before.
func Umask(mask int) (oldmask int) {
	return umask(mask)
}

// Stat says what is known of a file. Symbolic links are followed.
func Stat(path string, stat *Stat_t) error {
	return pathError("stat", path, look(path, true, stat))
}

// Lstat says what is known of a file. A symbolic link as the last component is not followed.
func Lstat(path string, stat *Stat_t) error {
	return pathError("lstat", path, look(path, false, stat))
}

func pathError(op, path string, err error) error {
	if err == nil {
		return nil
	}
	return &fs.PathError{Op: op, Path: path, Err: err}
}
