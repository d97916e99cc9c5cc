"""Which preopened directory a path belongs to."""

import os
import unittest

from wasi_mknod import _preopens


class Paths(unittest.TestCase):
    def test_prefixes(self):
        for name, expected in (
            ("/", ""), (".", ""), ("./", ""), ("", ""), ("/.", ""), ("//", ""),
            ("/dev", "dev"), ("dev", "dev"), ("./dev", "dev"), ("/././/dev", "dev"),
            ("/dev/", "dev/"), (".dev", ".dev"), ("..", ".."), ("/tmp/./x", "tmp/./x"),
        ):  # fmt: skip
            self.assertEqual(_preopens.prefix(name), expected, name)

    def test_relative_paths(self):
        for current, path, expected in (
            ("/", "new", "/new"), ("/", ".", "/"), ("/", "./", "/"), ("/", "./new", "/new"),
            ("/", "././new", "/./new"), ("/", "..", "/.."), ("/tmp", "new", "/tmp/new"),
            ("/tmp", ".", "/tmp"), ("/tmp", "../new", "/tmp/../new"), ("/tmp/", "new", "/tmp/new"),
        ):  # fmt: skip
            self.assertEqual(_preopens.absolute(current, path), expected, (current, path))

    def test_longest_prefix(self):
        names = ("/", "/tmp", "/tmp/nested", "/dev", "/dev", "/trailing/")
        prefixes = [_preopens.prefix(name) for name in names]
        for path, expected in (
            ("/", (0, ".")), ("///new", (0, "new")), ("/new/.", (0, "new/.")), ("/..", (0, "..")),
            ("/tmp", (1, ".")), ("/tmp/", (1, ".")), ("/tmp/..", (1, "..")), ("/tmpfile", (0, "tmpfile")),
            ("/tmp/nested/a/b", (2, "a/b")), ("/tmp/nestedly", (1, "nestedly")),
            ("/dev/null", (4, "null")), ("/trailing/x", (5, "x")), ("/trailing", (0, "trailing")),
        ):  # fmt: skip
            self.assertEqual(_preopens.find(prefixes, path), expected, path)
        self.assertIsNone(_preopens.find(["dev", "tmp"], "/new"))
        self.assertIsNone(_preopens.find(["dev"], "/device"))
        self.assertIsNone(_preopens.find([], "/new"))

    def test_the_same_directory_as_open(self):
        for path in ("plain", "/other/plain", "/other/../other-name", "./dotted", "/./dotted"):
            for made in (path, path + "-b"):
                try:
                    with open(made, "x"):
                        pass
                except OSError as error:
                    expected = type(error)
                else:
                    os.remove(made)
                    expected = None
                try:
                    os.mkfifo(made)
                except OSError as error:
                    self.assertIs(type(error), expected, made)
                else:
                    self.assertIsNone(expected, made)
                    os.remove(made)

    def test_current_directory(self):
        os.chdir("/other")
        os.mkfifo("here")
        self.assertEqual(os.listdir("/other"), ["here"])
        os.remove("/other/here")
