"""The Python guest of the tests: one component with many commands, because each component takes long to compile."""

# First: it changes what the other modules import.
import wasi_mknod  # isort: skip  # noqa: F401

import os
import sys
import traceback

import cpython_tests
import device_programs
import fifo_programs
import own_tests

COMMANDS = {
    "cpython": cpython_tests.run,
    "device": device_programs.run,
    "fifo": fifo_programs.run,
    "own": own_tests.run,
}


class Run:
    """What componentize-py asks of a program for the command line."""

    def run(self):
        status = 0
        try:
            COMMANDS[sys.argv[1]](*sys.argv[2:])
        except BaseException:
            traceback.print_exc()
            status = 1
        sys.stdout.flush()
        sys.stderr.flush()
        # An exception would end the program with status 1 and a message of componentize-py.
        os._exit(status)
