package mknod

import (
	"runtime"
	"structs"
	"sync"
	"syscall"
	"unicode/utf8"
	"unsafe"
)

// The functions of the host, as the canonical ABI passes their parameters. A pointer has 64 bits in the memory of Go for
// WebAssembly, and 32 in that of the host, so that records have a uint32 for each.

//go:wasmimport wasi:filesystem/preopens@0.2.0 get-directories
func importGetDirectories(result *list)

//go:wasmimport wasi-mknod:filesystem/mknod@0.2.0 mknod
func importMknod(dir uint32, path string, kind, major, minor, mode uint32, result *unit)

//go:wasmimport wasi-mknod:filesystem/mknod@0.2.0 umask
func importUmask(mask uint32) uint32

//go:wasmimport wasi-mknod:filesystem/metadata@0.2.0 stat-at
func importStatAt(dir, flags uint32, path string, result *statResult)

//go:wasmimport wasi-mknod:filesystem/attributes@0.2.0 set-mode-at
func importSetModeAt(dir, flags uint32, path string, mode uint32, result *unit)

//go:wasmimport wasi-mknod:filesystem/attributes@0.2.0 set-owner-at
func importSetOwnerAt(dir, flags uint32, path string, hasUser, user, hasGroup, group uint32, result *unit)

// The cases of the variant node-type.
const (
	regularFile = iota
	directory
	fifo
	socket
	characterDevice
	blockDevice
)

// The bit of path-flags.
const symlinkFollow = 1

// fileTypes has the types for the cases of the variant file-type.
var fileTypes = [...]uint32{0, S_IFREG, S_IFDIR, S_IFLNK, S_IFIFO, S_IFSOCK, S_IFCHR, S_IFBLK}

type list struct {
	_           structs.HostLayout
	data, count uint32
}

type preopen struct {
	_                    structs.HostLayout
	handle, name, length uint32
}

type unit struct {
	_      structs.HostLayout
	failed uint8
	code   uint8
}

type timestamp struct {
	_           structs.HostLayout
	seconds     int64
	nanoseconds uint32
}

type nodeStat struct {
	_                structs.HostLayout
	fileType         uint8 // the error code of a failure
	major, minor     uint32
	mode             uint16
	linkCount        uint64
	size             uint64
	dataAccess       timestamp
	dataModification timestamp
	statusChange     timestamp
	hasOwner         uint8
	user, group      uint32
}

type statResult struct {
	_      structs.HostLayout
	failed uint8
	stat   nodeStat
}

func hostMknod(dir uint32, path string, kind, major, minor, mode uint32) error {
	if !utf8.ValidString(path) {
		return syscall.EILSEQ
	}
	result := new(unit)
	importMknod(dir, path, kind, major, minor, mode, result)
	runtime.KeepAlive(result)
	if result.failed != 0 {
		return errnos[result.code]
	}
	return nil
}

func hostSetMode(dir uint32, path string, mode uint32) error {
	if !utf8.ValidString(path) {
		return syscall.EILSEQ
	}
	result := new(unit)
	importSetModeAt(dir, symlinkFollow, path, mode, result)
	runtime.KeepAlive(result)
	if result.failed != 0 {
		return errnos[result.code]
	}
	return nil
}

func hostSetOwner(dir uint32, path string, follow bool, user, group option) error {
	if !utf8.ValidString(path) {
		return syscall.EILSEQ
	}
	var flags uint32
	if follow {
		flags = symlinkFollow
	}
	result := new(unit)
	importSetOwnerAt(dir, flags, path, user.some, user.value, group.some, group.value, result)
	runtime.KeepAlive(result)
	if result.failed != 0 {
		return errnos[result.code]
	}
	return nil
}

// option is an option<u32> as a parameter.
type option struct{ some, value uint32 }

func hostUmask(mask uint32) uint32 {
	return importUmask(mask)
}

func hostStat(dir uint32, path string, follow bool) (*nodeStat, error) {
	if !utf8.ValidString(path) {
		return nil, syscall.EILSEQ
	}
	var flags uint32
	if follow {
		flags = symlinkFollow
	}
	result := new(statResult)
	importStatAt(dir, flags, path, result)
	runtime.KeepAlive(result)
	if result.failed != 0 {
		return nil, errnos[result.stat.fileType]
	}
	return &result.stat, nil
}

// preopens returns the handles and names of the preopened directories. The host makes new handles at every call, so one
// is enough for a program.
var preopens = sync.OnceValues(func() (handles []uint32, names []string) {
	result := new(list)
	importGetDirectories(result)
	runtime.KeepAlive(result)
	if result.count == 0 {
		return nil, nil
	}
	entries := unsafe.Slice((*preopen)(pointer(result.data)), result.count)
	for _, entry := range entries {
		name := unsafe.String((*byte)(pointer(entry.name)), entry.length)
		handles = append(handles, entry.handle)
		names = append(names, string([]byte(name)))
	}
	clear(allocated)
	return handles, names
})

// allocated keeps what the host fills until it has been read.
var allocated = map[uint32][]uint64{}

// The host takes the memory for lists and strings from here. By the name cabi_realloc, the adapter for WASI 0.1 would
// take its own from here as well, before the runtime of Go works.
//
//go:wasmexport cabi_import_realloc
func realloc(old, oldSize, align, size uint32) uint32 {
	// No alignment is larger than that of uint64, and nothing has no address.
	memory := make([]uint64, max(1, (uint64(size)+7)/8))
	address := uint32(uintptr(unsafe.Pointer(&memory[0])))
	if old != 0 {
		from := unsafe.Slice((*byte)(pointer(old)), oldSize)
		copy(unsafe.Slice((*byte)(unsafe.Pointer(&memory[0])), size), from)
		delete(allocated, old)
	}
	allocated[address] = memory
	return address
}

// pointer is the pointer to an address that the host has written. What is there is kept by allocated.
func pointer(address uint32) unsafe.Pointer {
	location := uintptr(address)
	return *(*unsafe.Pointer)(unsafe.Pointer(&location))
}
