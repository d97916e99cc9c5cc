"""`os.scandir`, whose entries tell what `os.stat` tells."""

import os

from . import _status

_native_scandir = os.scandir


def scandir(path=None):
    return ScandirIterator(_native_scandir(path))


class ScandirIterator:
    """What `os.scandir` returns: an iterator and a context manager."""

    def __init__(self, entries):
        self._entries = entries

    def __iter__(self):
        return self

    def __next__(self):
        return DirEntry(next(self._entries))

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.close()

    def close(self):
        self._entries.close()


class DirEntry:
    """An entry of a directory. The answers of `stat` are kept, as those of the other methods are."""

    __slots__ = ("_entry", "_stat", "_lstat")

    def __init__(self, entry):
        self._entry = entry
        self._stat = None
        self._lstat = None

    @property
    def name(self):
        return self._entry.name

    @property
    def path(self):
        return self._entry.path

    def inode(self):
        return self._entry.inode()

    def is_dir(self, *, follow_symlinks=True):
        return self._entry.is_dir(follow_symlinks=follow_symlinks)

    def is_file(self, *, follow_symlinks=True):
        return self._entry.is_file(follow_symlinks=follow_symlinks)

    def is_symlink(self):
        return self._entry.is_symlink()

    def is_junction(self):
        return False

    def stat(self, *, follow_symlinks=True):
        if not follow_symlinks or not self.is_symlink():
            if self._lstat is None:
                self._lstat = _status.lstat(self.path)
            return self._lstat
        if self._stat is None:
            self._stat = _status.stat(self.path)
        return self._stat

    def __fspath__(self):
        return self.path

    def __repr__(self):
        return f"<DirEntry {self.name!r}>"

    __class_getitem__ = classmethod(type(list[int]))
