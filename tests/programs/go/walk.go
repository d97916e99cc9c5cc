package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
)

// walk uses every entry of `/` by the standard library, and says on a line each what came of it.
func walk([]string) error {
	entries, err := os.ReadDir("/")
	say("/ - read", len(entries), err)
	for _, entry := range entries {
		say(entry.Name()+" - entry", entry.Type(), nil)
	}
	for _, entry := range entries {
		look(entry.Name())
	}
	fmt.Println("walked")
	return nil
}

// say tells errors by their numbers.
func say(what string, value any, err error) {
	var errno syscall.Errno
	switch {
	case err == nil:
		fmt.Printf("%s: %v\n", what, value)
	case errors.As(err, &errno):
		fmt.Printf("%s: error %d\n", what, uintptr(errno))
	default:
		fmt.Printf("%s: %v\n", what, err)
	}
}

func look(name string) {
	path := "/" + name
	sayMode := func(call string, info os.FileInfo, err error) {
		if err != nil {
			say(name+" - "+call, nil, err)
			return
		}
		say(name+" - "+call, info.Mode().Type(), nil)
	}
	info, err := os.Lstat(path)
	sayMode("lstat", info, err)
	info, err = os.Stat(path)
	sayMode("stat", info, err)
	target, err := os.Readlink(path)
	say(name+" - link", target, err)
	for _, mode := range []struct {
		name  string
		flags int
	}{
		{"read", os.O_RDONLY},
		{"write", os.O_WRONLY},
		{"both", os.O_RDWR},
		{"append", os.O_WRONLY | os.O_APPEND},
		{"create", os.O_WRONLY | os.O_CREATE | os.O_TRUNC},
	} {
		file, err := os.OpenFile(path, mode.flags, 0o600)
		say(name+" "+mode.name+" open", nil, err)
		if err == nil {
			use(name+" "+mode.name, file)
		}
	}
}

func use(what string, file *os.File) {
	buffer := make([]byte, 16)
	info, err := file.Stat()
	if err == nil {
		say(what+" stat", info.Mode().Type(), nil)
	} else {
		say(what+" stat", nil, err)
	}
	count, err := file.Read(buffer)
	say(what+" read", count, err)
	count, err = file.Write([]byte("x"))
	say(what+" write", count, err)
	count, err = file.ReadAt(buffer, 1)
	say(what+" read at", count, err)
	offset, err := file.Seek(0, io.SeekEnd)
	say(what+" seek", offset, err)
	say(what+" truncate", nil, file.Truncate(40))
	say(what+" sync", nil, file.Sync())
	say(what+" close", nil, file.Close())
}
