"""`os.mknod`, `os.mkfifo` and friends for Python in WebAssembly.

WASI has no way to make a FIFO, a socket file or a device node, so Python for WASI leaves these functions out. Importing
this module puts them into `os` and `posix`: `mknod`, `mkfifo`, `makedev`, `major`, `minor`, `umask`. They behave as the
documentation of `os` says, with a host that implements the WIT package `wasi-mknod:filesystem`. So do `chmod`, `fchmod`,
`chown`, `fchown` and `lchown`, which come into `os` as well: `shutil.copystat` and `tarfile` use them.

`os.stat`, `os.lstat`, `os.fstat` and `os.scandir` tell the types of special files, device numbers and permission bits
from then on, which WASI leaves out as well.

Import it at the top level of the program and before modules that take functions out of `os` by `from os import ...`.
On other Unix systems nothing changes, and the names here are those of `os`.
"""

import sys

if sys.platform == "wasi":
    from ._device import major, makedev, minor
    from ._install import install
    from ._nodes import mkfifo, mknod, umask

    install()
else:
    from os import major, makedev, minor, mkfifo, mknod, umask

__all__ = ["major", "makedev", "minor", "mkfifo", "mknod", "umask"]
