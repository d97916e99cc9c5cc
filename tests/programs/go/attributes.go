package main

import (
	"os"
	"syscall"

	"github.com/wasi-mknod/wasi-mknod/guest/go/mknod"
)

func modes(t *T) {
	t.must(os.WriteFile("file", nil, 0o600))
	t.must(mknod.Mkfifo("fifo", 0o600))
	t.must(os.Symlink("file", "link"))
	for _, path := range []string{"file", "fifo"} {
		for _, mode := range []uint32{0o640, 0o1777, 0o100600} {
			t.must(mknod.Chmod(path, mode))
			var stat mknod.Stat_t
			t.must(mknod.Lstat(path, &stat))
			t.equal(stat.Mode&0o7777, mode&0o7777, path)
		}
	}
	t.must(mknod.Chmod("link", 0o604))
	var stat mknod.Stat_t
	t.must(mknod.Stat("file", &stat))
	t.equal(stat.Mode&0o7777, uint32(0o604))
	for path, number := range map[string]syscall.Errno{
		"missing": syscall.ENOENT,
		"":        syscall.ENOENT,
		"file/x":  syscall.ENOTDIR,
		"../../x": syscall.EPERM,
		"\xff":    syscall.EILSEQ,
	} {
		t.fails(mknod.Chmod(path, 0o600), "chmod", path, number)
	}
	// Set-ID bits take a grant of their own.
	t.fails(mknod.Chmod("file", 0o4755), "chmod", "file", syscall.EPERM)
}

func owners(t *T) {
	t.must(os.WriteFile("file", nil, 0o600))
	t.must(os.Symlink("nowhere", "dangling"))
	var stat mknod.Stat_t
	t.must(mknod.Stat("file", &stat))
	uid, gid := int(stat.Uid), int(stat.Gid)
	t.must(mknod.Chown("file", -1, -1))
	t.must(mknod.Chown("file", uid, -1))
	t.must(mknod.Chown("file", -1, gid))
	t.must(mknod.Lchown("dangling", uid, gid))
	t.fails(mknod.Chown("dangling", uid, gid), "chown", "dangling", syscall.ENOENT)
	if uid == 0 {
		t.must(mknod.Lchown("dangling", 7, 8))
		t.must(mknod.Lstat("dangling", &stat))
		t.equal([2]uint32{stat.Uid, stat.Gid}, [2]uint32{7, 8})
	} else {
		t.fails(mknod.Chown("file", 0, -1), "chown", "file", syscall.EPERM)
	}
}
