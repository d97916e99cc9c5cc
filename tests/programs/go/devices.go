package main

import (
	"fmt"
	"io/fs"

	"github.com/wasi-mknod/wasi-mknod/guest/go/mknod"
)

// makeDevice creates a device node: its path, c or b, and the numbers.
func makeDevice(words []string) error {
	kind := map[string]uint32{"c": mknod.S_IFCHR, "b": mknod.S_IFBLK}[words[1]]
	var major, minor uint32
	if _, err := fmt.Sscan(words[2]+" "+words[3], &major, &minor); err != nil {
		return err
	}
	return mknod.Mknod(words[0], kind|0o640, mknod.Makedev(major, minor))
}

// describe prints the type and the numbers of a device node.
func describe(words []string) error {
	var stat mknod.Stat_t
	if err := mknod.Lstat(words[0], &stat); err != nil {
		return err
	}
	kind := "?"
	switch mode := stat.FileMode(); {
	case mode&fs.ModeCharDevice != 0:
		kind = "c"
	case mode&fs.ModeDevice != 0:
		kind = "b"
	}
	fmt.Println(kind, mknod.Major(stat.Rdev), mknod.Minor(stat.Rdev))
	return nil
}
