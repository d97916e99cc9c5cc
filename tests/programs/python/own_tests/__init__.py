"""Tests of the package, by `unittest`. Each runs in an empty directory of its own."""

import os
import tempfile
import unittest

from . import (
    test_arguments,
    test_attributes,
    test_devices,
    test_directories,
    test_nodes,
    test_paths,
    test_programs,
    test_status,
)

_MODULES = {
    module.__name__.rpartition("test_")[2]: module
    for module in (
        test_arguments,
        test_attributes,
        test_devices,
        test_directories,
        test_nodes,
        test_paths,
        test_programs,
        test_status,
    )
}


def run(name):
    """Runs the tests of one module, and prints a line for each."""
    for case in unittest.defaultTestLoader.loadTestsFromModule(_MODULES[name]):
        for test in case:
            with tempfile.TemporaryDirectory(dir="/") as folder:
                os.chdir(folder)
                result = unittest.TestResult()
                test.run(result)
                os.chdir("/")
            for _, trace in result.errors + result.failures:
                print("failed", test.id(), trace.replace("\n", " | "), sep="\t")
            for _, reason in result.skipped:
                print("skipped", test.id(), reason, sep="\t")
            if result.wasSuccessful() and not result.skipped:
                print("passed", test.id(), sep="\t")
