package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"strings"
	"syscall"
	"time"

	"github.com/wasi-mknod/wasi-mknod/guest/go/mknod"
)

// tests are the tests of the package. Each runs in a directory of its own.
var tests = map[string]map[string]func(t *T){
	"device":     {"layout": deviceLayout, "out_of_range": outOfRange, "not_granted": notGranted},
	"attributes": {"modes": modes, "owners": owners},
	"heap":       {"grows": heapGrows},
	"nodes":      {"types": nodeTypes, "umask": umasks, "errors": nodeErrors, "modes": noModes, "refused": refused},
	"paths":      {"current_directory": currentDirectory, "preopened_directories": preopenedDirectories, "as_open": asOpen},
	"stat":       {"types": statTypes, "fields": statFields, "errors": statErrors},
}

// T is what a test fails with.
type T struct{ failures []string }

func (t *T) equal(actual, expected any, of ...any) {
	if !reflect.DeepEqual(actual, expected) {
		t.failures = append(t.failures, fmt.Sprintf("%v is %v and not %v", of, actual, expected))
	}
}

func (t *T) must(err error) {
	t.equal(err, nil)
}

// fails compares the parts of an error.
func (t *T) fails(err error, op, path string, number syscall.Errno) {
	var actual *fs.PathError
	if !errors.As(err, &actual) {
		t.failures = append(t.failures, fmt.Sprintf("%s %.20q is %v", op, path, err))
		return
	}
	t.equal(*actual, fs.PathError{Op: op, Path: path, Err: number})
}

// own runs the tests of one group, and prints a line for each.
func own(words []string) error {
	for name, test := range tests[words[0]] {
		dir, err := os.MkdirTemp("/", name)
		if err != nil {
			return err
		}
		if err := os.Chdir(dir); err != nil {
			return err
		}
		t := new(T)
		test(t)
		outcome := "passed"
		if t.failures != nil {
			outcome = "failed"
		}
		fmt.Printf("%s\t%s\t%s\n", outcome, name, strings.Join(t.failures, " | "))
	}
	return nil
}

func deviceLayout(t *T) {
	for dev, numbers := range map[uint64][2]uint32{
		0:                  {0, 0},
		0x103:              {1, 3},
		0x811:              {8, 17},
		0xffffffff:         {0xfff, 0xfffff},
		0x100000000000:     {0x1000, 0},
		0x100000000:        {0, 0x100000},
		0x123459abcde678f0: {0x12345678, 0x9abcdef0},
	} {
		t.equal(mknod.Makedev(numbers[0], numbers[1]), dev)
		t.equal(mknod.Mkdev(numbers[0], numbers[1]), dev)
		t.equal([2]uint32{mknod.Major(dev), mknod.Minor(dev)}, numbers)
	}
}

func outOfRange(t *T) {
	for _, dev := range []uint64{mknod.Makedev(0x1000, 3), mknod.Makedev(1, 0x100000), ^uint64(0)} {
		t.fails(mknod.Mknod("x", mknod.S_IFCHR|0o600, dev), "mknod", "x", syscall.EINVAL)
	}
}

func notGranted(t *T) {
	for _, kind := range []uint32{mknod.S_IFCHR, mknod.S_IFBLK} {
		t.fails(mknod.Mknod("x", kind|0o600, mknod.Makedev(9, 9)), "mknod", "x", syscall.EPERM)
	}
}

// heapGrows uses much memory beside the adapter, which has its own.
func heapGrows(t *T) {
	kept := map[int][]byte{}
	for number := range 64 {
		piece := bytes.Repeat([]byte{byte(number)}, 1<<20)
		kept[number] = piece
		path := fmt.Sprintf("fifo-%d", number)
		t.must(mknod.Mkfifo(path, 0o600))
		t.must(os.Remove(path))
	}
	for number, piece := range kept {
		t.equal(bytes.Count(piece, []byte{byte(number)}), 1<<20, number)
	}
}

func modeOf(t *T, path string) uint32 {
	var stat mknod.Stat_t
	t.must(mknod.Lstat(path, &stat))
	return stat.Mode
}

func nodeTypes(t *T) {
	for mode, expected := range map[uint32]uint32{
		0o600:                  mknod.S_IFREG | 0o600,
		mknod.S_IFREG | 0o604:  mknod.S_IFREG | 0o604,
		mknod.S_IFIFO | 0o640:  mknod.S_IFIFO | 0o640,
		mknod.S_IFSOCK | 0o600: mknod.S_IFSOCK | 0o600,
		0o1600:                 mknod.S_IFREG | 0o1600,
	} {
		path := fmt.Sprintf("%o", mode)
		t.must(mknod.Mknod(path, mode, 0))
		t.equal(modeOf(t, path), expected, path)
	}
	t.must(mknod.Mkfifo("fifo", 0o600))
	t.must(mknod.Mkfifo("typed", mknod.S_IFIFO|0o600))
	t.equal([]uint32{modeOf(t, "fifo"), modeOf(t, "typed")}, []uint32{0o10600, 0o10600})
}

func umasks(t *T) {
	masks := []int{mknod.Umask(0o077), mknod.Umask(0o1777), mknod.Umask(0o027)}
	t.equal(masks, []int{0o022, 0o077, 0o777})
	t.must(mknod.Mkfifo("fifo", 0o666))
	t.equal(mknod.Umask(0o022), 0o027)
	t.equal(modeOf(t, "fifo"), uint32(mknod.S_IFIFO|0o640))
}

func nodeErrors(t *T) {
	t.must(mknod.Mknod("file", 0o600, 0))
	t.must(os.Symlink("nowhere", "dangling"))
	t.must(os.Symlink("loop", "loop"))
	t.must(os.Symlink("../..", "outside"))
	for path, number := range map[string]syscall.Errno{
		"file":                   syscall.EEXIST,
		".":                      syscall.EEXIST,
		"dangling":               syscall.EEXIST,
		"":                       syscall.ENOENT,
		"missing/x":              syscall.ENOENT,
		"new/":                   syscall.ENOENT,
		"file/x":                 syscall.ENOTDIR,
		"file/../x":              syscall.ENOTDIR,
		"loop/x":                 syscall.ELOOP,
		"outside/x":              syscall.EPERM,
		"../../x":                syscall.EPERM,
		"nul\x00":                syscall.EINVAL,
		"\xff":                   syscall.EILSEQ,
		strings.Repeat("n", 256): syscall.ENAMETOOLONG,
	} {
		t.fails(mknod.Mknod(path, 0o600, 0), "mknod", path, number)
		t.fails(mknod.Mkfifo(path, 0o600), "mkfifo", path, number)
	}
	for target, path := range map[error]string{fs.ErrExist: "file", fs.ErrNotExist: "missing/x", fs.ErrPermission: "../../x"} {
		t.equal(errors.Is(mknod.Mkfifo(path, 0o600), target), true, target)
	}
}

func noModes(t *T) {
	for _, mode := range []uint32{mknod.S_IFLNK | 0o600, 0o050600, 0o200600, ^uint32(0)} {
		t.fails(mknod.Mknod("x", mode, 0), "mknod", "x", syscall.EINVAL)
	}
	for _, kind := range []uint32{mknod.S_IFDIR, mknod.S_IFCHR, mknod.S_IFREG} {
		t.fails(mknod.Mkfifo("x", kind|0o600), "mkfifo", "x", syscall.EINVAL)
	}
}

func refused(t *T) {
	for _, mode := range []uint32{mknod.S_IFDIR | 0o700, 0o4755, 0o2755} {
		t.fails(mknod.Mknod("x", mode, 0), "mknod", "x", syscall.EPERM)
	}
}

func currentDirectory(t *T) {
	t.must(os.Mkdir("dir", 0o700))
	t.must(os.Chdir("dir"))
	t.must(mknod.Mkfifo("fifo", 0o600))
	t.must(mknod.Mkfifo("../beside", 0o600))
	t.must(mknod.Mkfifo("./dotted", 0o600))
	t.must(os.Chdir(".."))
	for _, path := range []string{"dir/fifo", "beside", "dir/dotted"} {
		t.equal(modeOf(t, path), uint32(0o10600), path)
	}
}

func preopenedDirectories(t *T) {
	t.must(mknod.Mkfifo("/other/fifo", 0o600))
	t.must(os.Chdir("/other"))
	t.equal(modeOf(t, "fifo"), uint32(0o10600))
	t.fails(mknod.Mkfifo("/other/../fifo", 0o600), "mkfifo", "/other/../fifo", syscall.EPERM)
	t.must(mknod.Mkfifo("//otherwise", 0o600))
	t.equal(modeOf(t, "/./otherwise"), uint32(0o10600))
}

// asOpen compares with the package os where it finds a file.
func asOpen(t *T) {
	for _, path := range []string{"plain", "./dotted", "/plain", "/other/plain", "//other//plain-b"} {
		t.must(mknod.Mknod(path, 0o600, 0))
		file, err := os.Open(path)
		t.must(err)
		t.must(file.Close())
		t.must(os.Remove(path))
	}
}

func statTypes(t *T) {
	t.must(mknod.Mkfifo("fifo", 0o600))
	t.must(mknod.Mknod("socket", mknod.S_IFSOCK|0o600, 0))
	t.must(mknod.Mknod("file", 0o1600, 0))
	t.must(os.Symlink("fifo", "link"))
	for path, expected := range map[string]fs.FileMode{
		"fifo":   fs.ModeNamedPipe | 0o600,
		"socket": fs.ModeSocket | 0o600,
		"file":   fs.ModeSticky | 0o600,
		"link":   fs.ModeNamedPipe | 0o600,
	} {
		var stat mknod.Stat_t
		t.must(mknod.Stat(path, &stat))
		t.equal(stat.FileMode(), expected, path)
		t.must(mknod.Lstat(path, &stat))
		if path == "link" {
			expected = fs.ModeSymlink | 0o777
		}
		t.equal(stat.FileMode(), expected, path)
	}
	t.equal(modeOf(t, ".")&mknod.S_IFMT, uint32(mknod.S_IFDIR))
}

func statFields(t *T) {
	t.must(os.WriteFile("file", []byte("text"), 0o600))
	var stat mknod.Stat_t
	t.must(mknod.Stat("file", &stat))
	t.equal([]uint64{stat.Nlink, uint64(stat.Size), stat.Rdev}, []uint64{1, 4, 0})
	info, err := os.Stat("file")
	t.must(err)
	t.equal(stat.Mtime.UnixNano(), info.ModTime().UnixNano())
	for _, at := range []time.Time{stat.Atime, stat.Mtime, stat.Ctime} {
		t.equal(time.Since(at) < time.Hour && time.Since(at) > -time.Hour, true, at)
	}
}

func statErrors(t *T) {
	t.must(mknod.Mknod("file", 0o600, 0))
	for path, number := range map[string]syscall.Errno{
		"missing": syscall.ENOENT,
		"":        syscall.ENOENT,
		"file/":   syscall.ENOTDIR,
		"file/x":  syscall.ENOTDIR,
		"../../x": syscall.EPERM,
	} {
		var stat mknod.Stat_t
		t.fails(mknod.Stat(path, &stat), "stat", path, number)
		t.fails(mknod.Lstat(path, &stat), "lstat", path, number)
	}
}
