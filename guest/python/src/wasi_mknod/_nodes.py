"""The functions that make nodes."""

import errno
import os
import stat

from . import _device, _wasi
from ._arguments import (
    c_int,
    device_number,
    directory_descriptor,
    os_error,
    path_string,
)
from ._location import locate

# A type with which nothing is made, and bits that are neither a type nor a mode.
_TYPE = 0o170000
_ALL = _TYPE | 0o7777


def mknod(path, mode=0o600, device=0, *, dir_fd=None):
    """Create a node in the file system.

    Create a node in the file system (file, device special file or named pipe)
    at path.  mode specifies both the permissions to use and the
    type of node to be created, being combined (bitwise OR) with one of
    S_IFREG, S_IFCHR, S_IFBLK, S_IFIFO and S_IFSOCK.  device counts for
    S_IFCHR and S_IFBLK, and comes from os.makedev().
    """
    name = path_string(path, "mknod")
    mode = c_int(mode)
    device = device_number(device)
    _make(name, mode, device, directory_descriptor(dir_fd), os.fspath(path))


def mkfifo(path, mode=0o666, *, dir_fd=None):
    """Create a "fifo" (a POSIX named pipe)."""
    name = path_string(path, "mkfifo")
    mode = c_int(mode)
    # C libraries add the type to what they are given, which makes another type of S_IFDIR: such a call is a mistake.
    if mode & _TYPE in (0, stat.S_IFIFO):
        mode |= stat.S_IFIFO
    else:
        mode = -1
    _make(name, mode, 0, directory_descriptor(dir_fd), os.fspath(path))


def umask(mask, /):
    """Set the current numeric umask and return the previous umask."""
    return _wasi.umask(c_int(mask))


def _make(name, mode, device, dir_fd, filename):
    node_type = _node_type(mode, device)
    if node_type is None:
        raise os_error(errno.EINVAL, filename)
    directory, rest = locate(name, dir_fd, filename)
    _wasi.mknod(directory, rest, node_type, mode, filename)


def _node_type(mode, device):
    """The type of node that `mode` asks for; None if there is none."""
    if mode & ~_ALL:
        return None
    match mode & _TYPE:
        case 0 | stat.S_IFREG:
            return _wasi.REGULAR_FILE
        case stat.S_IFDIR:
            return _wasi.DIRECTORY
        case stat.S_IFIFO:
            return _wasi.FIFO
        case stat.S_IFSOCK:
            return _wasi.SOCKET
        case stat.S_IFCHR:
            return _wasi.character_device(*_parts(device))
        case stat.S_IFBLK:
            return _wasi.block_device(*_parts(device))
    return None


def _parts(device):
    parts = _device.major(device), _device.minor(device)
    return [part & 0xFFFFFFFF for part in parts]
