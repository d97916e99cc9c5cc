//! Each kind of guest makes a FIFO.

use super::NEEDS;
use super::container::Container;
use std::fs;
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::path::Path;
use wasi_mknod_tests::programs::{MKFIFO, MODULE_MKFIFO, USE_SUBJECT};
use wasi_mknod_tests::{FrontEnd, Need, Program, Trials};

pub(crate) fn add(trials: &mut Trials) {
    let p2 = || run(&MKFIFO, FrontEnd::P2Sync);
    trials.add("guests::component_of_wasi_0_2", NEEDS, p2);
    let module = || run(&MODULE_MKFIFO, FrontEnd::P2Sync);
    const MODULES: &[Need] = &[Need::Containerd, Need::Modules];
    trials.add("guests::module_of_wasi_0_1", MODULES, module);
    trials.add("guests::component_of_wasi_0_3", NEEDS, p3);
    trials.add("guests::code_is_kept_where_only_root_writes", NEEDS, kept);
    trials.add("guests::program_by_path_or_name", NEEDS, by_name);
    trials.add("guests::working_directory", NEEDS, working_directory);
}

fn run(program: &Program, front_end: FrontEnd) {
    let file = program.file(front_end);
    let container = Container::with_file(&super::container::guest(file), &["-m", "660", "/srv/q"]);
    let ended = container.run().expect(0);
    assert_eq!((ended.stdout.as_str(), ended.stderr.as_str()), ("", ""));
    check_fifo(&container.root().join("srv/q"), 0o660);
}

fn p3() {
    let file = USE_SUBJECT.file(FrontEnd::P3);
    let container = Container::with_file(&super::container::guest(file), &[]);
    let ended = container.run_with("mkfifo srv/q 660\n").expect(0);
    assert_eq!(ended.stdout, "begun\nok\n", "{ended:?}");
    // The umask is that of a container without one.
    check_fifo(&container.root().join("srv/q"), 0o640);
}

fn check_fifo(path: &Path, mode: u32) {
    let status = fs::symlink_metadata(path).expect("the guest has made it");
    assert!(status.file_type().is_fifo(), "{status:?}");
    assert_eq!(status.permissions().mode() & 0o7777, mode);
}

fn kept() {
    let container = Container::new(&MKFIFO, &["/srv/q"]);
    container.run().expect(0);
    let folder = container.daemon.path("wasi-mknod-shim");
    let mode = fs::metadata(&folder)
        .expect("there is compiled code")
        .permissions()
        .mode();
    assert_eq!(mode & 0o7777, 0o700);
    let used = || {
        let files = fs::read_dir(&folder).expect("root may read it");
        let mut files: Vec<_> = files
            .map(|file| file.expect("it has a name").path())
            // What another test compiles has the number of a process at the end of its name.
            .filter(|file| {
                let end = file.extension().and_then(|end| end.to_str());
                end.is_some_and(|end| end.parse::<u32>().is_err())
            })
            .collect();
        files.sort();
        files
    };
    let before = used();
    let again = Container::new(&MKFIFO, &["/srv/q"]);
    again.run().expect(0);
    assert!(!before.is_empty());
    assert!(
        before.iter().all(|file| used().contains(file)),
        "compiled again"
    );
}

fn by_name() {
    for (cwd, path, name) in [
        ("/", "", "program.wasm"),
        ("/", "PATH=/bin:/", "program.wasm"),
        ("/", "", "//./program.wasm"),
    ] {
        let container = Container::new(&MKFIFO, &[])
            .set("/process/args", [name, "/srv/q"].into_iter().collect())
            .set("/process/cwd", cwd.into())
            .set(
                "/process/env",
                [path, "A=1"]
                    .into_iter()
                    .filter(|one| !one.is_empty())
                    .collect(),
            );
        container.run().expect(0);
        check_fifo(&container.root().join("srv/q"), 0o644);
    }
}

/// A guest that ends with 0 if it starts in `/srv`, as far as its length and its last letter tell.
const STARTS_IN_SRV: &str = r#"(component
    (import "wasi:cli/environment@0.2.0" (instance $environment
        (export "initial-cwd" (func (result (option string))))))
    (core module $libc (memory (export "memory") 1)
        (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024)))
    (core instance $libc (instantiate $libc))
    (core func $cwd (canon lower (func $environment "initial-cwd")
        (memory $libc "memory") (realloc (func $libc "realloc"))))
    (core module $main
        (import "host" "cwd" (func $cwd (param i32)))
        (import "libc" "memory" (memory 1))
        (func (export "run") (result i32)
            (call $cwd (i32.const 16))
            (i32.or
                (i32.ne (i32.load (i32.const 24)) (i32.const 4))
                (i32.ne (i32.load8_u (i32.const 1027)) (i32.const 118)))))
    (core instance $main (instantiate $main
        (with "host" (instance (export "cwd" (func $cwd))))
        (with "libc" (instance $libc))))
    (func $run (result (result)) (canon lift (core func $main "run")))
    (instance (export "wasi:cli/run@0.2.0") (export "run" (func $run))))"#;

/// The program is found from there, and the guest is told.
fn working_directory() {
    for (cwd, status) in [("/srv", 0), ("/", 1)] {
        let container = Container::new(&MKFIFO, &[]).replaced_by_text(STARTS_IN_SRV);
        let name = match cwd {
            "/" => "program.wasm",
            _ => "../program.wasm",
        };
        let container = container
            .set("/process/args", [name].into_iter().collect())
            .set("/process/cwd", cwd.into());
        container.run().expect(status);
    }
}
