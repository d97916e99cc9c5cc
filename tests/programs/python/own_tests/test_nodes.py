"""What is made, with which mode, and what is not."""

import errno
import os
import stat
import unittest


class Nodes(unittest.TestCase):
    def test_types(self):
        for mode, file_type in (
            (0o600, stat.S_IFREG),
            (stat.S_IFREG | 0o600, stat.S_IFREG),
            (stat.S_IFIFO | 0o600, stat.S_IFIFO),
            (stat.S_IFSOCK | 0o600, stat.S_IFSOCK),
        ):
            os.mknod("node", mode)
            self.assertEqual(os.lstat("node").st_mode, file_type | 0o600)
            os.remove("node")

    def test_defaults(self):
        os.umask(0)
        self.addCleanup(os.umask, 0o022)
        os.mknod("node")
        os.mkfifo("fifo")
        self.assertEqual(os.stat("node").st_mode, stat.S_IFREG | 0o600)
        self.assertEqual(os.stat("fifo").st_mode, stat.S_IFIFO | 0o666)

    def test_umask(self):
        self.assertEqual(os.umask(0o077), 0o022)
        self.assertEqual(os.umask(0o1777), 0o077)
        self.assertEqual(os.umask(0o027), 0o777)
        os.mkfifo("fifo")
        self.assertEqual(os.umask(0o022), 0o027)
        self.assertEqual(stat.S_IMODE(os.stat("fifo").st_mode), 0o640)
        for mask, error in (("x", TypeError), (None, TypeError), (2**31, OverflowError)):
            self.assertRaises(error, os.umask, mask)
        self.assertRaises(TypeError, lambda: os.umask(mask=0))

    def test_errors(self):
        os.mkdir("dir")
        os.mknod("file")
        os.symlink("nowhere", "dangling")
        os.symlink("loop", "loop")
        os.symlink("../..", "outside")
        for path, number, kind in (
            ("file", errno.EEXIST, FileExistsError),
            ("dir", errno.EEXIST, FileExistsError),
            (".", errno.EEXIST, FileExistsError),
            ("dangling", errno.EEXIST, FileExistsError),
            ("", errno.ENOENT, FileNotFoundError),
            ("missing/x", errno.ENOENT, FileNotFoundError),
            ("new/", errno.ENOENT, FileNotFoundError),
            ("file/x", errno.ENOTDIR, NotADirectoryError),
            ("loop/x", errno.ELOOP, OSError),
            ("outside/x", errno.EPERM, PermissionError),
            ("../../x", errno.EPERM, PermissionError),
            ("n" * 256, errno.ENAMETOOLONG, OSError),
            ("n/" * 2048 + "n", errno.ENAMETOOLONG, OSError),
        ):
            for function in (os.mknod, os.mkfifo):
                with self.subTest(path=path[:20]):
                    with self.assertRaises(kind) as caught:
                        function(path)
                    self.assertEqual(caught.exception.errno, number)
                    self.assertEqual(caught.exception.filename, path)
                    self.assertEqual(caught.exception.strerror, os.strerror(number))

    def test_what_is_not_granted(self):
        for mode in (stat.S_IFDIR | 0o700, 0o4755, 0o2755):
            self.assertRaises(PermissionError, os.mknod, "x", mode)
        os.mknod("sticky", 0o1600)
        self.assertEqual(os.stat("sticky").st_mode, stat.S_IFREG | 0o1600)
