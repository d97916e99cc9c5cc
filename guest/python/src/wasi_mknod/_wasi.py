"""The calls to the host, and what they answer in terms of `os`."""

import errno
import os
import stat as stat_bits

from componentize_py_types import Err
from wit_world.imports import attributes as _attributes
from wit_world.imports import metadata as _metadata
from wit_world.imports import mknod as _mknod
from wit_world.imports import preopens as _preopens
from wit_world.imports import wasi_filesystem_types as _filesystem
from wit_world.imports import wasi_mknod_filesystem_types as _types

from ._arguments import os_error

_ERRNO = {
    "ACCESS": errno.EACCES,
    "WOULD_BLOCK": errno.EAGAIN,
    "ALREADY": errno.EALREADY,
    "BAD_DESCRIPTOR": errno.EBADF,
    "BUSY": errno.EBUSY,
    "DEADLOCK": errno.EDEADLK,
    "QUOTA": errno.EDQUOT,
    "EXIST": errno.EEXIST,
    "FILE_TOO_LARGE": errno.EFBIG,
    "ILLEGAL_BYTE_SEQUENCE": errno.EILSEQ,
    "IN_PROGRESS": errno.EINPROGRESS,
    "INTERRUPTED": errno.EINTR,
    "INVALID": errno.EINVAL,
    "IO": errno.EIO,
    "IS_DIRECTORY": errno.EISDIR,
    "LOOP": errno.ELOOP,
    "TOO_MANY_LINKS": errno.EMLINK,
    "MESSAGE_SIZE": errno.EMSGSIZE,
    "NAME_TOO_LONG": errno.ENAMETOOLONG,
    "NO_DEVICE": errno.ENODEV,
    "NO_ENTRY": errno.ENOENT,
    "NO_LOCK": errno.ENOLCK,
    "INSUFFICIENT_MEMORY": errno.ENOMEM,
    "INSUFFICIENT_SPACE": errno.ENOSPC,
    "NOT_DIRECTORY": errno.ENOTDIR,
    "NOT_EMPTY": errno.ENOTEMPTY,
    "NOT_RECOVERABLE": errno.ENOTRECOVERABLE,
    "UNSUPPORTED": errno.ENOTSUP,
    "NO_TTY": errno.ENOTTY,
    "NO_SUCH_DEVICE": errno.ENXIO,
    "OVERFLOW": errno.EOVERFLOW,
    "NOT_PERMITTED": errno.EPERM,
    "PIPE": errno.EPIPE,
    "READ_ONLY": errno.EROFS,
    "INVALID_SEEK": errno.ESPIPE,
    "TEXT_FILE_BUSY": errno.ETXTBSY,
    "CROSS_DEVICE": errno.EXDEV,
}

REGULAR_FILE = _types.NodeType_RegularFile()
DIRECTORY = _types.NodeType_Directory()
FIFO = _types.NodeType_Fifo()
SOCKET = _types.NodeType_Socket()

_FILE_TYPES = {
    _types.FileType_Unknown: 0,
    _types.FileType_RegularFile: stat_bits.S_IFREG,
    _types.FileType_Directory: stat_bits.S_IFDIR,
    _types.FileType_SymbolicLink: stat_bits.S_IFLNK,
    _types.FileType_Fifo: stat_bits.S_IFIFO,
    _types.FileType_Socket: stat_bits.S_IFSOCK,
    _types.FileType_CharacterDevice: stat_bits.S_IFCHR,
    _types.FileType_BlockDevice: stat_bits.S_IFBLK,
}

_native_stat = os.stat

_making = os.environ.get("PYTHONHOME") == "/python"


def is_running():
    """Says whether the component runs. While componentize-py makes it, imports run too, and there is no host to call."""
    global _making
    if _making:
        # The source is there until then. Imports go on when the environment of componentize-py is gone.
        try:
            _native_stat(__file__)
        except OSError:
            _making = False
    return not _making


def character_device(major, minor):
    """The type of a character device, for `mknod`."""
    return _types.NodeType_CharacterDevice(_types.Device(major, minor))


def block_device(major, minor):
    """The type of a block device, for `mknod`."""
    return _types.NodeType_BlockDevice(_types.Device(major, minor))


def file_type(known):
    """The S_IF* constant of what `stat` has told, and the major and minor number if it is a device, else None."""
    bits = _FILE_TYPES[type(known.file_type)]
    device = getattr(known.file_type, "value", None)
    return bits, None if device is None else (device.major, device.minor)


def preopens():
    """The name of each preopened directory, and the directory."""
    return [(name, directory) for directory, name in _preopens.get_directories()]


def mknod(directory, path, node_type, mode, filename):
    """Makes a node beneath `directory`."""
    with _os_errors(filename):
        _mknod.mknod(directory, path, node_type, _types.Mode(mode & 0o7777))


def umask(mask):
    """Sets the guest's umask and returns the one before it."""
    return _mknod.umask(_types.Mode(mask & 0o777)).value


def stat(directory, path, follow, filename=None):
    """What the host knows of a node beneath `directory`."""
    with _os_errors(filename):
        return _metadata.stat_at(directory, _follow(follow), path)


def set_mode_at(directory, path, follow, mode, filename):
    """Changes the mode of a node beneath `directory`."""
    with _os_errors(filename):
        _attributes.set_mode_at(
            directory, _follow(follow), path, _types.Mode(mode & 0o7777)
        )


def set_mode(descriptor, mode):
    """Changes the mode of what is open."""
    with _os_errors():
        _attributes.set_mode(descriptor, _types.Mode(mode & 0o7777))


def set_owner_at(directory, path, follow, user, group, filename):
    """Changes the user and the group of a node beneath `directory`, unless they are None."""
    with _os_errors(filename):
        owner = _types.NewOwner(user, group)
        _attributes.set_owner_at(directory, _follow(follow), path, owner)


def set_owner(descriptor, user, group):
    """Changes the user and the group of what is open, unless they are None."""
    with _os_errors():
        _attributes.set_owner(descriptor, _types.NewOwner(user, group))


def open_file(directory, path):
    """Opens a file for nothing but changes of its attributes."""
    flags = _filesystem.DescriptorFlags
    try:
        with _os_errors():
            return _open(directory, path, flags.READ)
    except PermissionError:
        with _os_errors():
            return _open(directory, path, flags.WRITE)


def _open(directory, path, flags):
    return directory.open_at(_follow(True), path, _filesystem.OpenFlags(0), flags)


def open_directory(directory, path, follow):
    """Opens a directory in which nodes can be made, if they can be made in `directory`."""
    with _os_errors():
        rights = directory.get_flags() & _filesystem.DescriptorFlags.MUTATE_DIRECTORY
        return directory.open_at(
            _follow(follow),
            path,
            _filesystem.OpenFlags.DIRECTORY,
            _filesystem.DescriptorFlags.READ | rights,
        )


def identity(descriptor):
    """What the C library tells as `st_ino` of an open file or directory."""
    with _os_errors():
        return descriptor.metadata_hash().lower


def _follow(follow):
    return _filesystem.PathFlags.SYMLINK_FOLLOW if follow else _filesystem.PathFlags(0)


class _os_errors:
    """Turns the errors of WASI into those of `os`, about the file `filename`."""

    def __init__(self, filename=None):
        self._filename = filename

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        if isinstance(error, Err):
            raise os_error(_ERRNO[error.value.name], self._filename) from None
        return False
