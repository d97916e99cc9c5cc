"""`dir_fd`, and which directory it stands for."""

import errno
import os
import unittest


class Directories(unittest.TestCase):
    def setUp(self):
        os.mkdir("dir")
        self.dir = os.open("dir", os.O_RDONLY | os.O_DIRECTORY)

    def tearDown(self):
        try:
            os.close(self.dir)
        except OSError:
            pass

    def assert_error(self, number, dir_fd, path="x"):
        for function in (os.mknod, os.mkfifo):
            with self.assertRaises(OSError) as caught:
                function(path, dir_fd=dir_fd)
            self.assertEqual((caught.exception.errno, caught.exception.filename), (number, path))

    def test_supported(self):
        for function in (os.mkfifo, os.mknod, os.open, os.stat, os.lstat):
            self.assertIn(function, os.supports_dir_fd)

    def test_relative_and_absolute(self):
        os.mkfifo("relative", dir_fd=self.dir)
        os.mknod(b"bytes", dir_fd=self.dir)
        os.mkfifo(os.path.abspath("absolute"), dir_fd=self.dir)
        os.mkfifo(os.path.abspath("ignored"), dir_fd=999)
        self.assertEqual(sorted(os.listdir("dir")), ["bytes", "relative"])
        self.assertEqual(sorted(os.listdir()), ["absolute", "dir", "ignored"])

    def test_renamed(self):
        os.rename("dir", "other")
        os.mkdir("dir")
        os.mkfifo("x", dir_fd=self.dir)
        self.assertEqual((os.listdir("dir"), os.listdir("other")), ([], ["x"]))

    def test_beneath_another(self):
        os.mkdir("sub", dir_fd=self.dir)
        sub = os.open("sub", os.O_RDONLY, dir_fd=self.dir)
        os.mkfifo("x", dir_fd=sub)
        os.close(sub)
        self.assertEqual(os.listdir("dir/sub"), ["x"])

    def test_through_a_link(self):
        os.symlink("dir", "link")
        link = os.open("link", os.O_RDONLY)
        os.mkfifo("x", dir_fd=link)
        os.close(link)
        self.assertEqual(os.listdir("dir"), ["x"])

    def test_no_way_out(self):
        self.assert_error(errno.EPERM, self.dir, "../x")
        self.assertEqual(os.listdir(), ["dir"])

    def test_preopened(self):
        # The C library gives the preopened directories the first numbers.
        os.mkfifo("made-in-root", dir_fd=3)
        os.remove("/made-in-root")
        os.mkfifo("made-in-other", dir_fd=4)
        os.remove("/other/made-in-other")

    def test_closed(self):
        os.close(self.dir)
        self.assert_error(errno.EBADF, self.dir)
        self.assert_error(errno.EBADF, 999)
        self.assert_error(errno.EBADF, -1)

    def test_closed_by_others(self):
        os.mkdir("second")
        number = self.dir
        os.closerange(number, number + 1)
        self.assert_error(errno.EBADF, number)
        second = os.open("second", os.O_RDONLY)
        self.assertEqual(second, number)
        os.mkfifo("x", dir_fd=second)
        self.assertEqual((os.listdir("dir"), os.listdir("second")), ([], ["x"]))

    def test_files(self):
        os.mknod("file")
        os.mkfifo("fifo")
        with open("file") as file:
            self.assert_error(errno.ENOTDIR, file.fileno())
        fifo = os.open("fifo", os.O_RDONLY)
        self.assert_error(errno.ENOTDIR, fifo)
        os.close(fifo)
        self.assert_error(errno.ENOTDIR, 0)

    def test_descriptors_that_are_used_again(self):
        number = self.dir
        os.close(number)
        os.mknod("file")
        with open("file") as file:
            self.assertEqual(file.fileno(), number)
            self.assert_error(errno.ENOTDIR, number)
        again = os.open("dir", os.O_RDONLY)
        self.assertEqual(again, number)
        os.mkfifo("x", dir_fd=again)
