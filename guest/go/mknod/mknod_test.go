//go:build linux

package mknod

import (
	"errors"
	"io/fs"
	"path/filepath"
	"syscall"
	"testing"
)

func TestPreopens(t *testing.T) {
	names := []string{"/", "/tmp", "/tmp/nested", "/dev", "/dev", "./here", "/trailing/"}
	for path, expected := range map[string]struct {
		index int
		rest  string
	}{
		"/":                {0, "."},
		"//new":            {0, "new"},
		"/new/.":           {0, "new/."},
		"/..":              {0, ".."},
		"/tmp":             {1, "."},
		"/tmp/":            {1, "."},
		"/tmp/..":          {1, ".."},
		"/tmpfile":         {0, "tmpfile"},
		"/tmp/nested/a//b": {2, "a//b"},
		"/tmp/nestedly":    {1, "nestedly"},
		"/dev/null":        {3, "null"},
		"/./dev/null":      {3, "null"},
		"./here/new":       {5, "new"},
		"/trailing/x/":     {6, "x/"},
		"/trailing":        {6, "."},
	} {
		index, rest := find(names, path)
		if index != expected.index || rest != expected.rest {
			t.Errorf("%s: %d %s", path, index, rest)
		}
	}
	for _, path := range []string{"/new", "/device"} {
		if index, _ := find([]string{"dev", "tmp"}, path); index != -1 {
			t.Errorf("%s: %d", path, index)
		}
	}
	for dir, expected := range map[string]string{"/": "/x", "/tmp": "/tmp/x", "/tmp/": "/tmp/x", ".": "./x"} {
		if path := absolute(dir, "x"); path != expected {
			t.Errorf("%s: %s", dir, path)
		}
	}
}

func TestNative(t *testing.T) {
	path := filepath.Join(t.TempDir(), "fifo")
	defer Umask(Umask(0o027))
	if err := Mkfifo(path, 0o666); err != nil {
		t.Fatal(err)
	}
	var stat Stat_t
	if err := Stat(path, &stat); err != nil {
		t.Fatal(err)
	}
	if stat.Mode != S_IFIFO|0o640 || stat.FileMode() != fs.ModeNamedPipe|0o640 {
		t.Errorf("%o %v", stat.Mode, stat.FileMode())
	}
	err := Mknod(path, 0o600, 0)
	if !errors.Is(err, fs.ErrExist) || !errors.Is(err, syscall.EEXIST) {
		t.Error(err)
	}
	if err := Mknod(path+"2", S_IFCHR, Makedev(0x1000, 0)); !errors.Is(err, syscall.EINVAL) {
		t.Error(err)
	}
}
