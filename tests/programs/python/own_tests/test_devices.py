"""Device numbers."""

import os
import stat
import unittest


class Devices(unittest.TestCase):
    def test_layout(self):
        for parts, device in (
            ((0, 0), 0),
            ((1, 3), 0x103),
            ((8, 17), 0x811),
            ((0xFFF, 0xFFFFF), 0xFFFFFFFF),
            ((0x1000, 0), 0x100000000000),
            ((0, 0x100000), 0x100000000),
            ((0x12345678, 0x9ABCDEF0), 0x123459ABCDE678F0),
        ):
            with self.subTest(parts=parts):
                self.assertEqual(os.makedev(*parts), device)
                self.assertEqual((os.major(device), os.minor(device)), parts)

    def test_no_device(self):
        self.assertEqual(os.makedev(-1, -1), -1)
        self.assertEqual((os.major(-1), os.minor(-1)), (-1, -1))

    def test_out_of_range(self):
        for number in (-2, 2**32, 2**64):
            self.assertRaises(OverflowError, os.makedev, number, 0)
            self.assertRaises(OverflowError, os.makedev, 0, number)
        for number in (-2, 2**64):
            self.assertRaises(OverflowError, os.major, number)
            self.assertRaises(OverflowError, os.minor, number)
        for function in (os.major, os.minor):
            self.assertRaises(TypeError, function, 1.0)
            self.assertRaises(TypeError, function)

    def test_numbers_that_linux_cannot_hold(self):
        for parts in ((0x1000, 3), (1, 0x100000), (-1, -1)):
            with self.assertRaises(OSError) as caught:
                os.mknod("device", stat.S_IFCHR | 0o600, os.makedev(*parts))
            self.assertIn("Invalid argument", str(caught.exception))

    def test_what_is_not_granted(self):
        for kind in (stat.S_IFCHR, stat.S_IFBLK):
            self.assertRaises(PermissionError, os.mknod, "device", kind | 0o600, os.makedev(9, 9))
        self.assertEqual(os.listdir(), [])
