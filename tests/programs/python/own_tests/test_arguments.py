"""What is no argument for these functions, as CPython answers it on Linux."""

import errno
import os
import stat
import unittest
import warnings
from pathlib import Path


class _Named:
    def __init__(self, name):
        self._name = name

    def __fspath__(self):
        return self._name


class _Index:
    def __index__(self):
        return 0o600


class Arguments(unittest.TestCase):
    def test_kinds_of_paths(self):
        for path in ("string", b"bytes", Path("path"), _Named("named"), _Named(b"named-bytes"), "snø"):
            with self.subTest(path=path):
                os.mkfifo(path)
                self.assertIn(os.fsdecode(path), os.listdir())

    def test_no_paths(self):
        for path, error, text in (
            (5, TypeError, "path should be string, bytes or os.PathLike, not int"),
            (None, TypeError, "path should be string, bytes or os.PathLike, not NoneType"),
            (bytearray(b"x"), TypeError, "path should be string, bytes or os.PathLike, not bytearray"),
            (_Named(5), TypeError, "__fspath__"),
            ("nul\0", ValueError, "embedded null"),
            (b"nul\0", ValueError, "embedded null"),
            ("\ud800", UnicodeEncodeError, "surrogates"),
        ):
            for function in (os.mknod, os.mkfifo):
                with self.subTest(path=path, function=function):
                    with self.assertRaisesRegex(error, text):
                        function(path)
        self.assertEqual(os.listdir(), [])

    def test_bytes_that_are_no_utf8(self):
        for path in (b"\xff", "\udcff"):
            with self.assertRaises(OSError) as caught:
                os.mkfifo(path)
            self.assertEqual(caught.exception.errno, errno.EILSEQ)
            self.assertEqual(caught.exception.filename, path)

    def test_numbers(self):
        for arguments, error in (
            (("x", "0o600"), TypeError),
            (("x", 1.5), TypeError),
            (("x", None), TypeError),
            (("x", 2**31), OverflowError),
            (("x", -(2**31) - 1), OverflowError),
            (("x", 0o600, 1.5), TypeError),
            (("x", 0o600, "1"), TypeError),
            (("x", 0o600, 2**64), OverflowError),
            (("x", 0o600, -2), OverflowError),
            (("x", 0o600, 0, 3), TypeError),
            ((), TypeError),
        ):
            with self.subTest(arguments=arguments):
                self.assertRaises(error, os.mknod, *arguments)
        self.assertEqual(os.listdir(), [])
        os.mknod("index", _Index())

    def test_modes_without_meaning(self):
        for function, mode in (
            (os.mknod, -1),
            (os.mknod, 0o200600),
            (os.mknod, stat.S_IFLNK | 0o600),
            (os.mknod, 0o050600),
            (os.mkfifo, stat.S_IFDIR | 0o600),
            (os.mkfifo, stat.S_IFCHR | 0o600),
            (os.mkfifo, -1),
        ):
            with self.subTest(mode=mode):
                with self.assertRaises(OSError) as caught:
                    function("x", mode)
                self.assertEqual(caught.exception.errno, errno.EINVAL)

    def test_keywords(self):
        os.mknod(path="node", mode=0o600, device=0, dir_fd=None)
        os.mkfifo(path="fifo", mode=0o600, dir_fd=None)
        self.assertRaises(TypeError, os.mkfifo, "x", 0o600, None)
        self.assertEqual(sorted(os.listdir()), ["fifo", "node"])

    def test_directories(self):
        for dir_fd, error, text in (
            ("x", TypeError, "argument should be integer or None, not str"),
            (1.5, TypeError, "argument should be integer or None, not float"),
            (2**31, OverflowError, "fd is greater than maximum"),
            (-(2**31) - 1, OverflowError, "fd is less than minimum"),
        ):
            with self.subTest(dir_fd=dir_fd):
                with self.assertRaisesRegex(error, text):
                    os.mkfifo("x", dir_fd=dir_fd)

    def test_truth_values_as_descriptors(self):
        for function, arguments in (
            (os.mkfifo, {"dir_fd": False}),
            (os.mknod, {"dir_fd": False}),
            (os.stat, {"dir_fd": False}),
            (os.lstat, {"dir_fd": False}),
        ):
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                with self.assertRaises(OSError):
                    function("x", **arguments)
            self.assertEqual([warning.category for warning in caught], [RuntimeWarning])
            self.assertEqual(caught[0].filename, __file__)
