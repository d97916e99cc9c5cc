"""CPython's own tests of what this package adds or replaces.

Their modules are those of an installed CPython. They are imported when the component is made, for later there is no
source to import from; the tests that count are those that name one of the functions.

Modules that also name them and are left out:

* test_tarfile reads archives from the disk that come with it, and has one test of FIFOs; see `own_tests` instead.
* test_pathlib of 3.13 and older takes private names from its own version of pathlib; see `own_tests` instead.
* test_dbm_dumb, test_import, test_mailbox want files and directories to follow the umask: WASI has no modes.
* _test_eintr, test_external_inspection, test_subprocess start processes.
"""

import importlib.util
import inspect
import re
import tempfile
import unittest

MODULES = (
    "test_glob",
    "test_os",
    "test_posix",
    "test_shutil",
    "test_stat",
)

# A test counts if it names one of these.
_NAMES = re.compile(
    r"\b(dir_fd|is_fifo|makedev|major|minor|mkfifo|mknod|open_dir_fd|S_ISFIFO|umask)\b"
)

# Tests that cannot pass in a component, and why.
LEFT_OUT = {
    "test_os.FileTests.test_open_keywords": "it opens its own source, and a component has none",
    "test_posix.TestPosixDirFd.test_chown_dir_fd": "it asks for os.getuid, which WASI has not",
}


def _tests(module):
    module = importlib.import_module(f"test.{module}")
    for case in vars(module).values():
        if inspect.isclass(case) and issubclass(case, unittest.TestCase):
            for name in unittest.defaultTestLoader.getTestCaseNames(case):
                if _NAMES.search(inspect.getsource(getattr(case, name))):
                    short = module.__name__.removeprefix("test.")
                    yield f"{short}.{case.__name__}.{name}", case(name)


def _collect():
    # The modules ask for these while they are imported, when there is no directory to find out in.
    tempfile.tempdir = "/tmp"
    helper = importlib.import_module("test.support.os_helper")
    helper._can_chmod = False
    helper._can_symlink = True
    helper._can_xattr = False
    tests = {module: dict(_tests(module)) for module in MODULES}
    # What asks later than the decorators wants links to absolute paths, which WASI does not permit.
    helper._can_symlink = False
    return tests


# Where no CPython with tests is installed there are none, and nobody asks for them.
_TESTS = _collect() if importlib.util.find_spec("test.test_posix") else {}


def run(module):
    """Runs the tests of one module, and prints a line for each."""
    for name, test in _TESTS[module].items():
        if name in LEFT_OUT:
            print("skipped", name, LEFT_OUT[name], sep="\t")
            continue
        result = unittest.TestResult()
        test.run(result)
        for _, reason in result.skipped:
            print("skipped", name, reason, sep="\t")
        for _, trace in result.errors + result.failures:
            print("failed", name, trace.replace("\n", " | "), sep="\t")
        if result.wasSuccessful() and not result.skipped:
            print("passed", name, sep="\t")
