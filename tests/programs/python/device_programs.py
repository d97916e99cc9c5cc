"""What a guest makes that has been granted devices."""

import io
import os
import stat
import tarfile


def make(path, kind, major, minor):
    bits = {"c": stat.S_IFCHR, "b": stat.S_IFBLK}[kind]
    os.mknod(path, bits | 0o640, os.makedev(int(major), int(minor)))


def unpack(path):
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for name, kind in (("fifo", tarfile.FIFOTYPE), ("device", tarfile.CHRTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.mode, info.mtime = kind, 0o600, 1
            info.devmajor, info.devminor = 240, 7
            tar.addfile(info)
    archive.seek(0)
    with tarfile.open(fileobj=archive) as tar:
        tar.extractall(path, filter="fully_trusted")


def describe(path):
    status = os.lstat(path)
    numbers = os.major(status.st_rdev), os.minor(status.st_rdev)
    print(stat.filemode(status.st_mode), *numbers)


def use(directory):
    """Uses the devices in a directory as programs do."""
    with open(os.devnull, "w") as sink:
        print("nothing of this is seen", file=sink)
    with open(os.devnull, "rb") as source:
        print(source.read())
    print(stat.filemode(os.stat(os.devnull).st_mode))
    with open(f"{directory}/zero", "rb") as zero:
        print(zero.read(4))
    with open(f"{directory}/full", "wb", buffering=0) as full:
        try:
            full.write(b"x")
        except OSError as error:
            print(type(error).__name__)
    with open(f"{directory}/urandom", "rb") as random:
        print(len(random.read(16)))
    with open(f"{directory}/stdin", "rb") as source:
        print(source.read())
    with open(f"{directory}/fd/1", "w") as sink:
        print("by number", file=sink)
    print(sorted(os.listdir(directory)))


_PROGRAMS = {"use": use, "make": make, "unpack": unpack, "describe": describe}


def run(name, *words):
    """Runs the program `name`."""
    _PROGRAMS[name](*words)
