"""Modes, owners and times, and the library functions that set them."""

import errno
import io
import os
import shutil
import stat
import tarfile
import unittest


def _mode(path):
    return stat.S_IMODE(os.lstat(path).st_mode)


class Attributes(unittest.TestCase):
    def setUp(self):
        with open("file", "w") as file:
            file.write("text")
        os.mkdir("dir")
        os.mkfifo("fifo")
        os.symlink("file", "link")
        os.symlink("nowhere", "dangling")

    def test_modes(self):
        for path in ("file", b"file", "dir", "fifo"):
            for mode in (0o640, 0o777, 0o1700, 0o100600):
                os.chmod(path, mode)
                self.assertEqual(_mode(path), mode & 0o7777, path)
        os.chmod("link", 0o604)
        self.assertEqual(_mode("file"), 0o604)
        os.chmod("file", 0o6755)
        self.assertEqual(_mode("file"), 0o6755)
        with self.assertRaises(OSError) as caught:
            os.lchmod("link", 0o600)
        self.assertEqual(caught.exception.errno, errno.ENOTSUP)
        os.chmod("fifo", 0o600, follow_symlinks=False)
        self.assertEqual(_mode("fifo"), 0o600)

    def test_descriptors(self):
        folder = os.open(".", os.O_RDONLY)
        os.chmod("file", 0o611, dir_fd=folder)
        self.assertEqual(_mode("file"), 0o611)
        os.fchmod(folder, 0o711)
        self.assertEqual(_mode("."), 0o711)
        file = os.open("file", os.O_RDWR)
        for function, mode in ((os.fchmod, 0o622), (os.chmod, 0o644)):
            function(file, mode)
            self.assertEqual(_mode("file"), mode)
        os.fchown(file, -1, -1)
        os.chown(folder, -1, -1)
        # Another file of that name is not the one that is open.
        os.rename("file", "moved")
        os.mknod("file", 0o600)
        with self.assertRaises(OSError) as caught:
            os.fchmod(file, 0o600)
        self.assertEqual(caught.exception.errno, errno.ENOTSUP)
        self.assertEqual(_mode("moved"), 0o644)
        os.close(file)
        os.close(folder)
        for function in (os.fchmod, lambda fd, mode: os.fchown(fd, mode, -1)):
            with self.assertRaises(OSError) as caught:
                function(file, 0)
            self.assertEqual(caught.exception.errno, errno.EBADF)

    def test_owners(self):
        status = os.stat("file")
        for path in ("file", "dir", "fifo", "link"):
            os.chown(path, -1, -1)
            os.chown(path, status.st_uid, -1)
            os.chown(path, -1, status.st_gid)
        os.lchown("dangling", status.st_uid, status.st_gid)
        self.assertRaises(FileNotFoundError, os.chown, "dangling", -1, -1)
        self.assertIn(os.chown, os.supports_follow_symlinks)
        if status.st_uid == 0:
            os.lchown("link", 7, 8)
            self.assertEqual((os.lstat("link").st_uid, os.lstat("link").st_gid), (7, 8))
            self.assertEqual(os.stat("link").st_uid, 0)
            os.chown("link", 9, 10)
            self.assertEqual((os.stat("file").st_uid, os.stat("file").st_gid), (9, 10))
        else:
            self.assertRaises(PermissionError, os.chown, "file", 0, -1)

    def test_arguments(self):
        for arguments, error in (
            ((None, 0o600), TypeError),
            (("file", "0600"), TypeError),
            (("file", 2**31), OverflowError),
            (("nul\0", 0o600), ValueError),
            (("missing", 0o600), FileNotFoundError),
            (("", 0o600), FileNotFoundError),
            (("file/x", 0o600), NotADirectoryError),
            (("../../x", 0o600), PermissionError),
        ):
            with self.subTest(arguments=arguments):
                self.assertRaises(error, os.chmod, *arguments)
        for arguments, error in (
            (("file", -2, 0), OverflowError),
            (("file", 0, 2**32), OverflowError),
            (("file", 1.5, 0), TypeError),
            (("missing", -1, -1), FileNotFoundError),
        ):
            with self.subTest(arguments=arguments):
                self.assertRaises(error, os.chown, *arguments)

    def test_copystat(self):
        os.chmod("file", 0o751)
        os.utime("file", ns=(10**18, 10**18 + 5))
        for copy in (shutil.copy2, lambda source, name: shutil.copystat(source, name)):
            os.mknod("copy", 0o600)
            copy("file", "copy")
            found = os.stat("copy")
            self.assertEqual((_mode("copy"), found.st_mtime_ns), (0o751, 10**18 + 5))
            os.unlink("copy")
        shutil.copytree("dir", "tree", symlinks=True)
        os.symlink("nowhere", "other-link")
        shutil.copystat("dangling", "other-link", follow_symlinks=False)

    def test_times(self):
        for path in ("file", "dir", "fifo"):
            os.utime(path, (12, 34))
            found = os.stat(path)
            self.assertEqual((found.st_atime, found.st_mtime), (12, 34), path)
        os.utime("dangling", (56, 78), follow_symlinks=False)
        self.assertEqual(os.lstat("dangling").st_mtime, 78)

    def test_tarfile(self):
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w") as tar:
            for name, kind, mode in (
                ("a", tarfile.DIRTYPE, 0o751),
                ("a/file", tarfile.REGTYPE, 0o4755),
                ("a/pipe", tarfile.FIFOTYPE, 0o622),
            ):
                member = tarfile.TarInfo(name)
                member.type, member.mode, member.mtime = kind, mode, 1_000_000_000
                tar.addfile(member)
        archive.seek(0)
        with tarfile.open(fileobj=archive) as tar:
            tar.extractall(filter="tar")
        # The filter takes the bits for writing away from groups and others, and set-ID bits from all.
        for path, mode in (("a", 0o751), ("a/file", 0o755), ("a/pipe", 0o600)):
            self.assertEqual(oct(_mode(path)), oct(mode), path)
            self.assertEqual(os.stat(path).st_mtime, 1_000_000_000, path)
