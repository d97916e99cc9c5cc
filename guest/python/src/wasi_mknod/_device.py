"""Device numbers, as one number and as two, in the layout of Linux."""

from ._arguments import NODEV, device_number

_NO_PART = 2**32 - 1


def makedev(major, minor, /):
    """Composes a raw device number from the major and minor device numbers."""
    major, minor = _part(major), _part(minor)
    number = (
        (major & 0xFFFFF000) << 32
        | (major & 0xFFF) << 8
        | (minor & 0xFFFFFF00) << 12
        | (minor & 0xFF)
    )
    return -1 if number == NODEV else number


def major(device, /):
    """Extracts a device major number from a raw device number."""
    device = device_number(device)
    return _signed(device >> 32 & 0xFFFFF000 | device >> 8 & 0xFFF)


def minor(device, /):
    """Extracts a device minor number from a raw device number."""
    device = device_number(device)
    return _signed(device >> 12 & 0xFFFFFF00 | device & 0xFF)


def _part(value):
    """A major or minor number; -1 is the one that stands for no device."""
    number = device_number(value)
    if number == NODEV:
        return _NO_PART
    if number > _NO_PART:
        raise OverflowError("Python int too large to convert to C unsigned int")
    return number


def _signed(part):
    return -1 if part == _NO_PART else part
