"""From paths of programs to directories of WASI and paths beneath them."""

import errno
import functools
import os

from . import _descriptors, _preopens, _wasi
from ._arguments import os_error


def locate(path, dir_fd=None, filename=None):
    """Finds the directory from which the host is to follow the string `path`, and what remains of it."""
    if not path:
        raise os_error(errno.ENOENT, filename)
    if dir_fd is not None and not path.startswith("/"):
        try:
            return _descriptors.directory(dir_fd), path
        except OSError as error:
            raise os_error(error.errno, filename) from None
    if not path.startswith("/"):
        path = _preopens.absolute(os.getcwd(), path)
    found = _preopens.find([prefix for prefix, _ in preopens()], path)
    if found is None:
        raise os_error(errno.ENOENT, filename)
    index, rest = found
    return preopens()[index][1], rest


@functools.cache
def preopens():
    """The preopened directories with the prefixes of paths that belong to them."""
    # The host makes new handles at every call, so one is enough for a program.
    return [
        (_preopens.prefix(name), directory) for name, directory in _wasi.preopens()
    ]
