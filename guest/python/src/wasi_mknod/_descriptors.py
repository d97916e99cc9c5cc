"""Which directory a file descriptor of this program stands for.

A file descriptor is a number of the C library, which does not tell what WASI calls it. So the functions of `os` that
open and close descriptors note here what they do: of each directory that is opened, a descriptor of WASI is kept
beside that of the C library. Whether it still is the same directory is looked at with every use, because descriptors
are closed in other ways as well.
"""

import errno
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


def open(path, flags, mode=0o777, *, dir_fd=None):
    dir_fd = directory_descriptor(dir_fd)
    fd = _native_open(path, flags, mode, dir_fd=dir_fd)
    if _wasi.is_running():
        _directories.pop(fd, None)
        status = _native_fstat(fd)
        if stat.S_ISDIR(status.st_mode):
            _note(fd, status.st_ino, path, flags, dir_fd)
    return fd


def close(fd):
    fd = no_bool(fd)
    _native_close(fd)
    _directories.pop(fd, None)


def closerange(fd_low, fd_high, /):
    _native_closerange(fd_low, fd_high)
    for fd in [fd for fd in _directories if fd_low <= fd < fd_high]:
        del _directories[fd]


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
