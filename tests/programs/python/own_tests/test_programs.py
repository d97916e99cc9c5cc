"""Modules of the standard library that make or meet special files."""

import glob
import io
import os
import shutil
import stat
import tarfile
import unittest
from pathlib import Path


class Programs(unittest.TestCase):
    def test_unpacking(self):
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w") as tar:
            for name, kind in (("fifo", tarfile.FIFOTYPE), ("device", tarfile.CHRTYPE)):
                info = tarfile.TarInfo(name)
                info.type = kind
                info.mode = 0o600
                info.devmajor, info.devminor = 9, 9
                tar.addfile(info)
        archive.seek(0)
        with tarfile.open(fileobj=archive) as tar:
            tar.makefifo(tar.getmember("fifo"), "fifo")
            with self.assertRaises(PermissionError):
                tar.makedev(tar.getmember("device"), "device")
        self.assertTrue(stat.S_ISFIFO(os.lstat("fifo").st_mode))
        self.assertFalse(os.path.lexists("device"))

    def test_packing(self):
        os.mkfifo("fifo")
        with tarfile.open(fileobj=io.BytesIO(), mode="w") as tar:
            tar.add("fifo")
            self.assertTrue(tar.getmember("fifo").isfifo())
            self.assertEqual(stat.S_IMODE(tar.getmember("fifo").mode), 0o644)

    def test_copying(self):
        os.mkdir("tree")
        os.mkfifo("tree/fifo")
        with self.assertRaises(shutil.SpecialFileError):
            shutil.copyfile("tree/fifo", "copy")
        with self.assertRaises(shutil.Error) as caught:
            shutil.copytree("tree", "copy")
        self.assertIn("named pipe", str(caught.exception))

    def test_pathlib(self):
        os.mkfifo("fifo")
        os.mknod("socket", stat.S_IFSOCK | 0o600)
        self.assertTrue(Path("fifo").is_fifo())
        self.assertFalse(Path("fifo").is_file())
        self.assertTrue(Path("socket").is_socket())

    def test_walking(self):
        os.mkdir("dir")
        os.mkfifo("dir/fifo")
        self.assertEqual(list(os.walk(".")), [(".", ["dir"], []), ("./dir", [], ["fifo"])])
        self.assertEqual(glob.glob("**/*", recursive=True), ["dir", "dir/fifo"])
