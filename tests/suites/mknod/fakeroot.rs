//! The runner under fakeroot, which replaces functions of the C library: an ordinary user makes
//! device nodes.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{FileTypeExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;
use wasi_mknod_tests::{FrontEnd, Need, Trials, process, programs};

/// What makedevs is to make.
const TABLE: &str = "
    /dir     d 750
    /dir/nil c 666 - - 1 3
    /loop    b 640 - - 7 0 0 1 2
    /pipe    p 604
    /socket  s 640
    /empty   f 755
";
/// What `stat` says of it under fakeroot.
const MADE: &str = "\
dir: directory 0 0 750
dir/nil: character special file 1 3 666
loop0: block special file 7 0 640
loop1: block special file 7 1 640
pipe: fifo 0 0 604
socket: socket 0 0 640
empty: regular empty file 0 0 755
";
const NAMES: [&str; 7] = [
    "dir", "dir/nil", "loop0", "loop1", "pipe", "socket", "empty",
];

pub(crate) fn add(trials: &mut Trials) {
    let needs = &[Need::Fakeroot];
    trials.add("fakeroot::makedevs", needs, makedevs);
    trials.add("fakeroot::what_exists_stays", needs, what_exists_stays);
    let needs = &[Need::Fakeroot, Need::Clang];
    trials.add("fakeroot::modes_and_owners", needs, modes_and_owners);
}

/// A folder that an ordinary user can enter, with the runner, the guest and the directory `root`.
struct Stage(TempDir);

impl Stage {
    fn new() -> Self {
        let stage = Self(TempDir::new().expect("a temporary folder"));
        let runner = programs::runner().expect("the trial needs it");
        let to = stage.path("wasi-mknod");
        fs::hard_link(&runner, &to)
            .or_else(|_| fs::copy(&runner, &to).map(drop))
            .expect("there is room for the runner");
        let guest = programs::folder().join(programs::MAKEDEVS.file(FrontEnd::P2Sync));
        fs::copy(guest, stage.path("makedevs.wasm")).expect("cargo has compiled the guest");
        fs::create_dir(stage.path("root")).expect("a fresh folder");
        fs::write(stage.path("session"), "").expect("a fresh folder");
        for own in ["", "root", "session"] {
            process::give_to_ordinary(&stage.path(own));
        }
        stage
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// A command under fakeroot, which keeps what it is told in the file `session`.
    fn command(&self, words: &[&str]) -> Command {
        let session = self.path("session");
        let mut command = Command::new("fakeroot");
        command
            .arg("-i")
            .arg(&session)
            .arg("-s")
            .arg(&session)
            .arg("--")
            .args(words)
            .current_dir(&self.0)
            .env("HOME", self.0.path())
            .env("LC_ALL", "C")
            .env_remove("RUST_LOG");
        process::run_as_ordinary(&mut command);
        command
    }

    fn makedevs(&self, table: &str) -> Output {
        let run = "./wasi-mknod run --no-cache --dir root::/ --device a \
            --allow fifo,socket,regular-file,directory makedevs.wasm --format=openembedded /";
        self.feed(run, table)
    }

    /// Runs a command line with `input` as its standard input.
    fn feed(&self, run: &str, input: &str) -> Output {
        let words: Vec<_> = run.split_whitespace().collect();
        let mut child = self
            .command(&words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the trial needs fakeroot");
        let mut stdin = child.stdin.take().expect("it is a pipe");
        stdin.write_all(input.as_bytes()).expect("it is read");
        drop(stdin);
        child.wait_with_output().expect("it runs")
    }
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("ASCII")
}

/// What is made is what the kernel would have made for root, and the guest's umask plays no part.
fn makedevs() {
    let stage = Stage::new();
    let output = stage.makedevs(TABLE);
    assert!(output.status.success(), "{output:?}");
    let mut words = vec!["stat", "--format", "%n: %F %Hr %Lr %a"];
    words.extend(NAMES);
    let mut command = stage.command(&words);
    let output = command.current_dir(stage.path("root")).output();
    let output = output.expect("the trial needs fakeroot");
    assert_eq!(text(&output.stdout), MADE, "{output:?}");

    // The kernel has made the FIFO only.
    let file_type = |name| {
        let metadata = fs::symlink_metadata(stage.path("root").join(name));
        metadata.expect("it was made").file_type()
    };
    assert!(file_type("pipe").is_fifo());
    assert!(file_type("dir/nil").is_file());
}

/// fakeroot itself follows links and truncates files.
fn what_exists_stays() {
    let stage = Stage::new();
    let root = stage.path("root");
    for file in [stage.path("outside"), root.join("file")] {
        fs::write(&file, "kept").expect("a fresh folder");
        process::give_to_ordinary(&file);
    }
    let links = [
        ("link", "file"),
        ("out", "../outside"),
        ("dangling", "missing"),
    ];
    for (name, target) in links {
        symlink(target, root.join(name)).expect("a fresh folder");
    }
    for what in ["c 666 - - 1 3", "b 666 - - 7 0", "p", "s"] {
        let names = ["file", "link", "out", "dangling"];
        let table: String = names.map(|name| format!("{name} {what}\n")).concat();
        let output = stage.makedevs(&table);
        let refused = text(&output.stderr)
            .matches(", and the table says ")
            .count();
        assert_eq!(output.status.code(), Some(1), "{what}: {output:?}");
        assert_eq!(refused, names.len(), "{what}: {output:?}");
    }
    let read = |path: &Path| fs::read_to_string(path).expect("it was made above");
    assert_eq!(read(&root.join("file")), "kept");
    assert_eq!(read(&stage.path("outside")), "kept");
    assert!(!root.join("missing").exists());
}

/// fakeroot keeps the owners, and the guest and later commands are told of them.
fn modes_and_owners() {
    let stage = Stage::new();
    let guest = programs::folder().join(programs::c("clang", "calls").file(FrontEnd::P2Sync));
    fs::copy(guest, stage.path("calls.wasm")).expect("cargo has compiled the guest");
    let file = stage.path("root").join("file");
    fs::write(&file, "").expect("a fresh folder");
    symlink("file", stage.path("root").join("link")).expect("a fresh folder");
    process::give_to_ordinary(&file);
    let calls = "chown file 12 34\nowner file\nchmod link 0751\nstat file\nlchown link 5 6\n\
                 owner link\nowner file\n";
    let run = "./wasi-mknod run --no-cache --dir root::/ --allow mode,owner calls.wasm";
    let output = stage.feed(run, calls);
    let expected = "0\n12:34\n0\nfile 100751\n0\n5:6\n12:34\n";
    assert_eq!(text(&output.stdout), expected, "{output:?}");

    let words = ["stat", "--format", "%n %u:%g %a", "file"];
    let mut command = stage.command(&words);
    let output = command.current_dir(stage.path("root")).output();
    let output = output.expect("the trial needs fakeroot");
    assert_eq!(text(&output.stdout), "file 12:34 751\n", "{output:?}");
}
