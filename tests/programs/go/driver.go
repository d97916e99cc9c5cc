package main

import (
	"bufio"
	"errors"
	"fmt"
	"net/url"
	"os"
	"strconv"
	"strings"
	"syscall"

	"github.com/wasi-mknod/wasi-mknod/guest/go/mknod"
)

var types = map[string]uint32{
	"regular-file":     mknod.S_IFREG,
	"directory":        mknod.S_IFDIR,
	"fifo":             mknod.S_IFIFO,
	"socket":           mknod.S_IFSOCK,
	"character-device": mknod.S_IFCHR,
	"block-device":     mknod.S_IFBLK,
}

var names = map[syscall.Errno]string{
	syscall.EACCES:       "access",
	syscall.EDQUOT:       "quota",
	syscall.EEXIST:       "exist",
	syscall.EINVAL:       "invalid",
	syscall.EIO:          "io",
	syscall.ELOOP:        "loop",
	syscall.ENAMETOOLONG: "name-too-long",
	syscall.ENOENT:       "no-entry",
	syscall.ENOMEM:       "insufficient-memory",
	syscall.ENOSPC:       "insufficient-space",
	syscall.ENOTDIR:      "not-directory",
	syscall.ENOTSUP:      "unsupported",
	syscall.EPERM:        "not-permitted",
	syscall.EROFS:        "read-only",
}

// driver reads calls on standard input, makes them, and answers each on a line with "ok" or WASI's name of the error. A
// line has a type, a mode in octal, what to open for the descriptor, which is empty here, and a path, with tabs between
// them and %xx for some characters.
func driver([]string) error {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		fields := strings.Split(lines.Text(), "\t")
		if len(fields) != 4 || fields[2] != "" {
			return fmt.Errorf("no call: %q", fields)
		}
		mode, dev, err := node(fields[0], fields[1])
		if err != nil {
			return err
		}
		path, err := url.PathUnescape(fields[3])
		if err != nil {
			return err
		}
		fmt.Println(answer(mknod.Mknod(path, mode, dev)))
	}
	return lines.Err()
}

func node(kind, permissions string) (mode uint32, dev uint64, err error) {
	bits, err := strconv.ParseUint(permissions, 8, 32)
	if err != nil {
		return 0, 0, err
	}
	name, numbers, isDevice := strings.Cut(kind, ":")
	if isDevice {
		var major, minor uint32
		if _, err := fmt.Sscanf(numbers, "%d:%d", &major, &minor); err != nil {
			return 0, 0, err
		}
		dev = mknod.Makedev(major, minor)
	}
	return types[name] | uint32(bits), dev, nil
}

func answer(err error) string {
	if err == nil {
		return "ok"
	}
	var number syscall.Errno
	if errors.As(err, &number) {
		if name, ok := names[number]; ok {
			return name
		}
	}
	return err.Error()
}
