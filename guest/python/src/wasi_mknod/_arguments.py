"""Arguments, checked and converted as CPython does it for the functions of `os`."""

import errno
import operator
import os
import warnings

NODEV = 2**64 - 1
"""The device number that C writes as -1: no device."""


def path_string(path, function):
    """The string that WASI takes for `path`, which is a string, bytes, or a path-like object."""
    try:
        path = os.fspath(path)
    except TypeError:
        if hasattr(type(path), "__fspath__"):
            raise
        raise TypeError(
            f"{function}: path should be string, bytes or os.PathLike, not {type(path).__name__}"
        ) from None
    name = os.fsencode(path)
    if b"\0" in name:
        raise ValueError(f"{function}: embedded null character in path")
    try:
        return name.decode()
    except UnicodeDecodeError:
        raise os_error(errno.EILSEQ, path) from None


def c_int(value):
    """An integer that fits C's `int`."""
    value = operator.index(value)
    if not -(2**31) <= value < 2**31:
        raise OverflowError("Python int too large to convert to C int")
    return value


def device_number(value):
    """An integer that fits C's `dev_t`, or -1 for `NODEV`."""
    value = operator.index(value)
    if value == -1:
        return NODEV
    if value < 0:
        raise OverflowError("can't convert negative int to unsigned")
    if value > NODEV:
        raise OverflowError("int too big to convert")
    return value


def user_or_group(value, name):
    """The number of a user or a group, or None for -1: no change."""
    try:
        value = operator.index(value)
    except TypeError:
        kind = type(value).__name__
        raise TypeError(f"{name} should be integer, not {kind}") from None
    if value == -1:
        return None
    if value < -1:
        raise OverflowError(f"{name} is less than minimum")
    if value > 2**32 - 1:
        raise OverflowError(f"{name} is greater than maximum")
    # The greatest number is what C writes for -1.
    return None if value == 2**32 - 1 else value


def directory_descriptor(value):
    """A `dir_fd`: a file descriptor or None. To be called by the function of `os` itself."""
    if value is None:
        return None
    _warn_of_bool(value)
    try:
        value = int(operator.index(value))
    except TypeError:
        kind = type(value).__name__
        raise TypeError(f"argument should be integer or None, not {kind}") from None
    if value > 2**31 - 1:
        raise OverflowError("fd is greater than maximum")
    if value < -(2**31):
        raise OverflowError("fd is less than minimum")
    return value


def no_bool(value):
    """What may be a file descriptor, but True and False as numbers. To be called by the function of `os` itself."""
    _warn_of_bool(value)
    return int(value) if isinstance(value, bool) else value


def _warn_of_bool(value):
    """Warns as the native functions do, which would name the file of the function that calls them here."""
    if isinstance(value, bool):
        message = "bool is used as a file descriptor"
        warnings.warn(message, RuntimeWarning, stacklevel=4)


def os_error(number, filename=None):
    """The exception for an error number."""
    if filename is None:
        return OSError(number, os.strerror(number))
    return OSError(number, os.strerror(number), filename)
