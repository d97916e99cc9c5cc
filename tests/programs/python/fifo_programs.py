"""Programs that know nothing of FIFOs but `open`."""

import os
import sys


def read_lines(path):
    with open(path) as file:
        for line in file:
            print("line", line.rstrip("\n"))


def read_bytes(path):
    with open(path, "rb") as file:
        print(len(file.read()))


def read_descriptor(path):
    descriptor = os.open(path, os.O_RDONLY)
    total = 0
    while data := os.read(descriptor, 4096):
        total += len(data)
    os.close(descriptor)
    print(total)


def write_lines(path, count):
    with open(path, "w") as file:
        for number in range(int(count)):
            print("line", number, file=file)


def append(path, text):
    with open(path, "a") as file:
        file.write(text)


def write_bytes(path, count):
    with open(path, "wb") as file:
        file.write(bytes(int(count)))


def write_descriptor(path, text):
    descriptor = os.open(path, os.O_WRONLY)
    assert os.write(descriptor, text.encode()) == len(text)
    os.close(descriptor)


def write_until_failure(path):
    try:
        with open(path, "wb", buffering=0) as file:
            while True:
                file.write(b"x" * 4096)
    except BrokenPipeError as error:
        print(type(error).__name__)


def upper(source, target):
    with open(source) as lines, open(target, "w") as file:
        for line in lines:
            file.write(line.upper())


_PROGRAMS = {
    program.__name__.replace("_", "-"): program
    for program in (
        append,
        read_bytes,
        read_descriptor,
        read_lines,
        upper,
        write_bytes,
        write_descriptor,
        write_lines,
        write_until_failure,
    )
}


def run(name, *words):
    """Runs the program `name`."""
    _PROGRAMS[name](*words)
    sys.stdout.flush()
