"""`os.stat` and its relatives."""

import os
import stat
import unittest

_KINDS = {
    "regular": (0o640, stat.S_IFREG | 0o640),
    "fifo": (stat.S_IFIFO | 0o604, stat.S_IFIFO | 0o604),
    "socket": (stat.S_IFSOCK | 0o620, stat.S_IFSOCK | 0o620),
}


class Status(unittest.TestCase):
    def setUp(self):
        mask = os.umask(0)
        for name, (mode, _) in _KINDS.items():
            os.mknod(name, mode)
            os.symlink(name, f"link-{name}")
        os.umask(mask)

    def test_paths(self):
        folder = os.open(".", os.O_RDONLY)
        for name, (_, expected) in _KINDS.items():
            for status in (
                os.stat(name),
                os.stat(os.fsencode(name)),
                os.stat(name, follow_symlinks=False),
                os.stat(name, dir_fd=folder),
                os.stat(f"link-{name}"),
                os.lstat(name),
                os.lstat(name, dir_fd=folder),
                os.lstat(os.path.abspath(name)),
            ):
                self.assertEqual(oct(status.st_mode), oct(expected), name)
                self.assertEqual(status.st_rdev, 0)
                self.assertEqual(status.st_nlink, 1)
            self.assertTrue(stat.S_ISLNK(os.lstat(f"link-{name}").st_mode))
        os.close(folder)

    def test_fields_are_kept(self):
        with open("regular", "w") as file:
            file.write("text")
        status = os.stat("regular")
        self.assertEqual(status.st_size, 4)
        self.assertEqual(status.st_mtime_ns // 10**9, status[stat.ST_MTIME])
        self.assertEqual(int(status.st_mtime), status[stat.ST_MTIME])
        self.assertGreater(status.st_mtime, 0)

    def test_descriptors(self):
        folder = os.open(".", os.O_RDONLY)
        self.assertEqual(os.fstat(folder).st_mode, os.stat(".").st_mode)
        self.assertEqual(os.stat(folder).st_mode, os.stat(".").st_mode)
        os.close(folder)
        with open("regular") as file:
            self.assertTrue(stat.S_ISREG(os.fstat(file.fileno()).st_mode))
        fifo = os.open("fifo", os.O_RDONLY)
        self.assertTrue(stat.S_ISFIFO(os.fstat(fifo).st_mode))
        self.assertTrue(stat.S_ISFIFO(os.stat(fifo).st_mode))
        os.close(fifo)
        self.assertRaises(OSError, os.fstat, fifo)

    def test_errors(self):
        for path, kind in (
            ("missing", FileNotFoundError),
            ("", FileNotFoundError),
            ("regular/", NotADirectoryError),
            ("regular/x", NotADirectoryError),
            ("../../x", PermissionError),
            ("nul\0", ValueError),
            (1.5, TypeError),
            (None, TypeError),
        ):
            self.assertRaises(kind, os.stat, path)
            self.assertRaises(kind, os.lstat, path)

    def test_entries(self):
        with os.scandir() as entries:
            found = {entry.name: entry for entry in entries}
        self.assertEqual(len(found), 2 * len(_KINDS))
        for name, (_, expected) in _KINDS.items():
            entry = found[name]
            self.assertIsInstance(entry, os.DirEntry)
            self.assertEqual((entry.path, os.fspath(entry)), (f"./{name}", f"./{name}"))
            self.assertEqual(repr(entry), f"<DirEntry {name!r}>")
            self.assertEqual(oct(entry.stat().st_mode), oct(expected))
            self.assertEqual(entry.inode(), os.stat(name).st_ino)
            self.assertEqual(entry.is_file(), name == "regular")
            self.assertFalse(entry.is_dir() or entry.is_symlink() or entry.is_junction())
            link = found[f"link-{name}"]
            self.assertTrue(link.is_symlink())
            self.assertEqual(oct(link.stat().st_mode), oct(expected))
            self.assertTrue(stat.S_ISLNK(link.stat(follow_symlinks=False).st_mode))

    def test_listing(self):
        entries = os.scandir(b".")
        self.assertIsInstance(next(entries).name, bytes)
        entries.close()
        self.assertEqual(list(entries), [])
        self.assertRaises(FileNotFoundError, os.scandir, "missing")
        self.assertRaises(NotADirectoryError, os.scandir, "fifo")
