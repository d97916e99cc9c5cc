//! CPython's own tests of the functions.

use crate::report::Report;
use wasi_mknod_tests::{Fixture, FrontEnd, Host, Need, Trials, dir};
use wasi_mknod_wasmtime::Policy;

/// The modules, and of each some tests that every version of CPython has.
const MODULES: [(&str, &[&str]); 5] = [
    ("test_glob", &["GlobTests.test_glob_named_pipe"]),
    (
        "test_os",
        &[
            "WalkTests.test_walk_named_pipe",
            "WalkTests.test_walk_named_pipe2",
        ],
    ),
    (
        "test_posix",
        &[
            "PosixTester.test_makedev",
            "PosixTester.test_mkfifo",
            "PosixTester.test_mknod",
            "PosixTester.test_umask",
            "TestPosixDirFd.test_mkfifo_dir_fd",
            "TestPosixDirFd.test_mknod_dir_fd",
            "TestPosixDirFd.test_open_dir_fd",
            "TestPosixDirFd.test_stat_dir_fd",
        ],
    ),
    (
        "test_shutil",
        &[
            "TestCopy.test_copyfile_named_pipe",
            "TestCopyTree.test_copytree_named_pipe",
        ],
    ),
    (
        "test_stat",
        &[
            "TestFilemodeCStat.test_fifo",
            "TestFilemodePyStat.test_fifo",
        ],
    ),
];

/// Why tests skip themselves here: what WASI has not, this package does not bring. The last one is
/// ours, of a test that cannot pass.
const REASONS: [&str; 9] = [
    "WASI",
    "test needs dir_fd support in os.chmod()",
    "test needs dir_fd support in os.chown()",
    "test weak linking on macOS",
    "Test needs os.fwalk()",
    "fd support for listdir",
    "dir_fd is not supported",
    "Requires grp and pwd support",
    "it opens its own source, and a component has none",
];

pub(crate) fn add(trials: &mut Trials) {
    for (module, always) in MODULES {
        trials.each(
            &[FrontEnd::P2Sync],
            &format!("python::cpython::{module}"),
            &[Need::Python, Need::CpythonTests],
            move |front_end| run(front_end, module, always),
        );
    }
}

fn run(front_end: FrontEnd, module: &str, always: &[&str]) {
    let fixture = Fixture::new(&[dir("inside/tmp")]);
    let policy = Policy::new().change_mode(true).change_owner(true);
    let host = Host::on(front_end, &fixture).policy(policy).show_owner();
    let report = Report::of(&host, &["cpython", module]);
    let passed = report.passed();
    for test in always {
        let name = format!("{module}.{test}");
        assert!(passed.contains(&name.as_str()), "{name}: {passed:?}");
    }
    for (test, reason) in report.skipped() {
        let known = REASONS.iter().any(|part| reason.contains(part));
        assert!(known, "{test} is skipped: {reason}");
    }
}
