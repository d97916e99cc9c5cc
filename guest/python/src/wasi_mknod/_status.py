"""`os.stat` and its relatives, with what WASI leaves out: types of special files, device numbers, permission bits."""

import os
import stat as _stat

from . import _descriptors, _device, _wasi
from ._arguments import directory_descriptor, no_bool, path_string
from ._location import locate

_native_fstat = os.fstat
_native_lstat = os.lstat
_native_stat = os.stat

_FIELDS = ("st_mode", "st_ino", "st_dev", "st_nlink", "st_uid", "st_gid")


def stat(path, *, dir_fd=None, follow_symlinks=True):
    path = no_bool(path)
    dir_fd = directory_descriptor(dir_fd)
    native = _native_stat(path, dir_fd=dir_fd, follow_symlinks=follow_symlinks)
    if not isinstance(path, (str, bytes, os.PathLike)):
        return _of_descriptor(path, native)
    return _of_path(native, path, dir_fd, follow_symlinks)


def lstat(path, *, dir_fd=None):
    dir_fd = directory_descriptor(dir_fd)
    return _of_path(_native_lstat(path, dir_fd=dir_fd), path, dir_fd, False)


def fstat(fd):
    fd = no_bool(fd)
    return _of_descriptor(fd, _native_fstat(fd))


def _of_path(native, path, dir_fd, follow):
    if not _wasi.is_running():
        return native
    name = path_string(path, "stat")
    filename = os.fspath(path)
    directory, rest = locate(name, dir_fd, filename)
    return _completed(native, _wasi.stat(directory, rest, follow, filename))


def _of_descriptor(fd, native):
    if not _wasi.is_running():
        return native
    directory = _descriptors.known(fd, native.st_ino)
    if directory is not None:
        return _completed(native, _wasi.stat(directory, ".", True))
    if _stat.S_IFMT(native.st_mode) == 0:
        # The C library has no name for this one, and for all others that can be opened it has.
        return _with(native, {"st_mode": _stat.S_IFIFO | native.st_mode})
    return native


def _completed(native, known):
    """`native` with what the host knows besides."""
    file_type, device = _wasi.file_type(known)
    changes = {"st_mode": file_type | known.mode.value}
    if device is not None:
        changes["st_rdev"] = _device.makedev(*device)
    if known.owner is not None:
        changes |= {"st_uid": known.owner.user, "st_gid": known.owner.group}
    return _with(native, changes)


def _with(native, changes):
    _, (visible, others) = native.__reduce__()
    visible = list(visible)
    for index, name in enumerate(_FIELDS):
        visible[index] = changes.get(name, visible[index])
    others = others | {
        name: value for name, value in changes.items() if name in others
    }
    return os.stat_result(visible, others)
