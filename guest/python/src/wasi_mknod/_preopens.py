"""Which preopened directory a path belongs to, decided as wasi-libc does.

A program that opens a file and makes a node beside it must find both in the same directory, so the rules are those of
wasi-libc down to the odd ones: names are compared as they are written, `.` and `..` inside a path are left to the host,
and a preopened directory named `dev/` does not match `dev`.
"""


def prefix(name):
    """Turns the name of a preopened directory into a prefix for `find`: no leading `/` and `./`, nothing for `.`."""
    while True:
        if name.startswith("/"):
            name = name[1:]
        elif name.startswith("./"):
            name = name[2:]
        else:
            return "" if name == "." else name


def absolute(current, path):
    """Puts the directory `current` in front of a relative path that is not empty."""
    path = path.removeprefix("./")
    if path in ("", "."):
        return current
    separator = "" if current.endswith("/") else "/"
    return f"{current}{separator}{path}"


def find(prefixes, path):
    """Finds the longest of `prefixes` that the absolute `path` starts with, the last one if several are the same.

    Returns its index and the rest of the path, `.` if there is none; None if there is no such prefix.
    """
    path = path.lstrip("/")
    best = None
    for index, candidate in enumerate(prefixes):
        if _matches(candidate, path) and (
            best is None or len(candidate) >= len(prefixes[best])
        ):
            best = index
    if best is None:
        return None
    rest = path[len(prefixes[best]) :].lstrip("/")
    return best, rest or "."


def _matches(candidate, path):
    """Only whole components match: `dev` is no prefix of `device`."""
    name = candidate.rstrip("/")
    return path.startswith(candidate) and (
        not candidate or len(path) == len(name) or path[len(name)] == "/"
    )
