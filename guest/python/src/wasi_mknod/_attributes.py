"""The functions that change modes and owners."""

import os

from . import _descriptors, _wasi
from ._arguments import (
    c_int,
    directory_descriptor,
    no_bool,
    path_string,
    user_or_group,
)
from ._location import locate


def chmod(path, mode, *, dir_fd=None, follow_symlinks=True):
    """Change the access permissions of a file.

    path is a string, bytes, a path-like object or an open file descriptor.
    With follow_symlinks=False a symbolic link itself is meant, which has no
    mode on Linux: the error is ENOTSUP then.
    """
    path = no_bool(path)
    mode = c_int(mode)
    dir_fd = directory_descriptor(dir_fd)
    if _is_path(path):
        target = _target("chmod", path, dir_fd, follow_symlinks)
        try:
            _wasi.set_mode_at(*target, mode, os.fspath(path))
        except PermissionError:
            # shutil copies modes that are the same already, also where the
            # host grants no changes.
            if _wasi.stat(*target).mode.value != mode & 0o7777:
                raise
    else:
        _reject(dir_fd, follow_symlinks, "chmod")
        _wasi.set_mode(_descriptors.open_file(path), mode)


def lchmod(path, mode):
    """Change the access permissions of a file, without following symbolic links."""
    chmod(path, mode, follow_symlinks=False)


def fchmod(fd, mode):
    """Change the access permissions of the file given by file descriptor fd."""
    fd = no_bool(fd)
    _wasi.set_mode(_descriptors.open_file(fd), c_int(mode))


def chown(path, uid, gid, *, dir_fd=None, follow_symlinks=True):
    """Change the owner and group id of path to the numeric uid and gid.

    -1 leaves a number as it is. path is a string, bytes, a path-like object
    or an open file descriptor.
    """
    path = no_bool(path)
    owner = user_or_group(uid, "uid"), user_or_group(gid, "gid")
    dir_fd = directory_descriptor(dir_fd)
    if _is_path(path):
        target = _target("chown", path, dir_fd, follow_symlinks)
        _wasi.set_owner_at(*target, *owner, os.fspath(path))
    else:
        _reject(dir_fd, follow_symlinks, "chown")
        _wasi.set_owner(_descriptors.open_file(path), *owner)


def lchown(path, uid, gid):
    """Change the owner and group id of path, without following symbolic links."""
    chown(path, uid, gid, follow_symlinks=False)


def fchown(fd, uid, gid):
    """Change the owner and group id of the file specified by file descriptor."""
    fd = no_bool(fd)
    owner = user_or_group(uid, "uid"), user_or_group(gid, "gid")
    _wasi.set_owner(_descriptors.open_file(fd), *owner)


def _is_path(path):
    return isinstance(path, (str, bytes, os.PathLike))


def _target(function, path, dir_fd, follow):
    name = path_string(path, function)
    directory, rest = locate(name, dir_fd, os.fspath(path))
    return directory, rest, follow


def _reject(dir_fd, follow, function):
    if dir_fd is not None:
        raise ValueError(f"{function}: can't specify dir_fd without matching path")
    if not follow:
        raise ValueError(f"{function}: cannot use fd and follow_symlinks together")
