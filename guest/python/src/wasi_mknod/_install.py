"""Puts the functions of this package into `os` and `posix`."""

import os
import posix

from . import _attributes, _descriptors, _device, _listing, _nodes, _status

_NEW = [
    _attributes.chmod,
    _attributes.chown,
    _attributes.fchmod,
    _attributes.fchown,
    _attributes.lchmod,
    _attributes.lchown,
    _device.major,
    _device.makedev,
    _device.minor,
    _nodes.mkfifo,
    _nodes.mknod,
    _nodes.umask,
]

_REPLACED = [
    _descriptors.close,
    _descriptors.closerange,
    _descriptors.open,
    _listing.DirEntry,
    _listing.scandir,
    _status.fstat,
    _status.lstat,
    _status.stat,
]

_SETS = [
    os.supports_dir_fd,
    os.supports_effective_ids,
    os.supports_fd,
    os.supports_follow_symlinks,
]


def install():
    """Adds what is missing, and replaces what has to know of it."""
    for function in _REPLACED:
        native = getattr(os, function.__name__)
        function.__doc__ = native.__doc__
        for supported in _SETS:
            if native in supported:
                supported.add(function)
        _put(function)
    for function in _NEW:
        _put(function)
        if function.__name__ not in os.__all__:
            os.__all__.append(function.__name__)
    changes = {_attributes.chmod, _attributes.chown}
    os.supports_dir_fd.update({_nodes.mkfifo, _nodes.mknod}, changes)
    os.supports_fd.update(changes)
    # As on Linux, chmod is not here: a symbolic link has no mode, which would be an error for shutil.copystat.
    os.supports_follow_symlinks.add(_attributes.chown)


def _put(function):
    function.__module__ = "posix"
    function.__qualname__ = function.__name__
    setattr(os, function.__name__, function)
    setattr(posix, function.__name__, function)
