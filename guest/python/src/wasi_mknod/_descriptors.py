"""Which directory a file descriptor of this program stands for.

A file descriptor is a number of the C library, which does not tell what WASI calls it. So the functions of `os` that
open and close descriptors note here what they do: of each directory that is opened, a descriptor of WASI is kept
beside that of the C library. Whether it still is the same directory is looked at with every use, because descriptors
are closed in other ways as well.
"""

import errno
import operator
import os
import stat

from . import _location, _wasi
from ._arguments import directory_descriptor, no_bool, os_error, path_string

_native_close = os.close
_native_closerange = os.closerange
_native_fstat = os.fstat
_native_open = os.open

# How often a directory is opened again that was replaced in between.
_TRIES = 3

_FIRST_PREOPEN = 3

_directories = {}

# Of other files, where they were when they were opened: what `st_ino` was, a directory, and a path beneath it.
_places = {}


def open(path, flags, mode=0o777, *, dir_fd=None):
    dir_fd = directory_descriptor(dir_fd)
    fd = _native_open(path, flags, mode, dir_fd=dir_fd)
    if _wasi.is_running():
        _forget(fd)
        status = _native_fstat(fd)
        if stat.S_ISDIR(status.st_mode):
            _note(fd, status.st_ino, path, flags, dir_fd)
        elif stat.S_ISREG(status.st_mode):
            place = _location.locate(path_string(path, "open"), dir_fd)
            _places[fd] = (status.st_ino, *place)
    return fd


def close(fd):
    fd = no_bool(fd)
    _native_close(fd)
    _forget(fd)


def closerange(fd_low, fd_high, /):
    _native_closerange(fd_low, fd_high)
    for fd in [fd for fd in [*_directories, *_places] if fd_low <= fd < fd_high]:
        _forget(fd)


def _forget(fd):
    _directories.pop(fd, None)
    _places.pop(fd, None)


def directory(fd):
    """The directory that `fd` stands for, as WASI has it."""
    try:
        status = _native_fstat(fd)
    except OSError:
        raise os_error(errno.EBADF) from None
    if not stat.S_ISDIR(status.st_mode):
        raise os_error(errno.ENOTDIR)
    found = known(fd, status.st_ino) or _preopen(fd, status.st_ino)
    if found is None:
        raise os_error(errno.EBADF)
    return found


def open_file(fd):
    """The file or directory that `fd` stands for, as WASI has it.

    The C library keeps WASI's descriptor of a file to itself, so the file is opened once more, by the path by which
    `os.open` has opened it. ENOTSUP tells that another file is there by now, or that it was opened in another way.
    """
    fd = operator.index(fd)
    try:
        status = _native_fstat(fd)
    except OSError:
        raise os_error(errno.EBADF) from None
    if stat.S_ISDIR(status.st_mode):
        return directory(fd)
    noted, base, rest = _places.get(fd, (None, None, None))
    if noted == status.st_ino:
        try:
            found = _wasi.open_file(base, rest)
        except FileNotFoundError:
            found = None
        if found is not None and _wasi.identity(found) == noted:
            return found
    raise os_error(errno.ENOTSUP)


def known(fd, identity):
    """The directory that was noted for `fd`, if it is the one that `st_ino` identifies; else None."""
    noted, descriptor = _directories.get(fd, (None, None))
    return descriptor if noted == identity else None


def _note(fd, identity, path, flags, dir_fd):
    path = path_string(path, "open")
    follow = not flags & os.O_NOFOLLOW
    for _ in range(_TRIES):
        try:
            base, rest = _location.locate(path, dir_fd)
            descriptor = _wasi.open_directory(base, rest, follow)
        except OSError:
            # It was moved away just now. The descriptor can be used for everything but what this module is for.
            return
        if _wasi.identity(descriptor) == identity:
            _directories[fd] = (identity, descriptor)
            return


def _preopen(fd, identity):
    """The preopened directory that `fd` stands for. The C library gives them the first numbers."""
    preopens = [descriptor for _, descriptor in _location.preopens()]
    own = fd - _FIRST_PREOPEN
    for descriptor in preopens[own : own + 1] + preopens:
        if _wasi.identity(descriptor) == identity:
            return descriptor
    return None
