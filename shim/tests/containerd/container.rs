//! A container with a root file system and a specification of its own.

use super::daemon::shared;
use super::leftovers;
use serde_json::{Value, json};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use tempfile::TempDir;
use wasi_mknod_tests::containerd::Daemon;
use wasi_mknod_tests::{FrontEnd, Program, programs, wait_until};

/// The name of the runtime under test.
pub(crate) const RUNTIME: &str = "io.containerd.wasi-mknod.v1";

/// Where the program is in the container.
pub(crate) const PROGRAM: &str = "/program.wasm";

static NEXT: AtomicU32 = AtomicU32::new(0);

/// The path of the file of a guest.
pub(crate) fn guest(file: &str) -> PathBuf {
    programs::folder().join(file)
}

/// A container that may be running.
pub(crate) struct Container {
    pub(crate) daemon: Arc<Daemon>,
    pub(crate) id: String,
    pub(crate) runtime: &'static str,
    /// The specification, which a test changes before it starts the container.
    pub(crate) spec: Value,
    folder: TempDir,
}

/// How a container ended that was run to its end.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ended {
    /// What came of each operation of the guest `use_subject`.
    pub(crate) fn outcomes(&self) -> Vec<&str> {
        let lines = self.stdout.lines();
        lines.filter(|line| *line != "begun").collect()
    }
}

impl Container {
    /// A container for a guest with these arguments.
    pub(crate) fn new(program: &Program, arguments: &[&str]) -> Self {
        Self::with_file(&guest(program.file(FrontEnd::P2Sync)), arguments)
    }

    /// As [`new`](Self::new), with the file of a guest.
    pub(crate) fn with_file(file: &Path, arguments: &[&str]) -> Self {
        let container = Self::empty(shared(), RUNTIME);
        fs::copy(file, container.root().join("program.wasm")).expect("the guest is compiled");
        container.arguments(PROGRAM, arguments)
    }

    /// A container for BusyBox, under runc.
    pub(crate) fn native(arguments: &[&str]) -> Self {
        Self::busybox("io.containerd.runc.v2", arguments)
    }

    /// A container for BusyBox.
    pub(crate) fn busybox(runtime: &'static str, arguments: &[&str]) -> Self {
        let container = Self::empty(shared(), runtime);
        fs::copy("/bin/busybox", container.root().join("busybox")).expect("busybox is installed");
        container.arguments("/busybox", arguments)
    }

    /// A container without a program, of another containerd.
    pub(crate) fn empty(daemon: Arc<Daemon>, runtime: &'static str) -> Self {
        let folder = tempfile::Builder::new().prefix("wasi-mknod-").tempdir();
        let folder = folder.expect("there is room for temporary files");
        let id = format!("c{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let root = folder.path().join("root");
        for name in ["root", "root/srv", "root/tmp", "fifos"] {
            fs::create_dir(folder.path().join(name)).expect("the folder is new");
        }
        let mut spec: Value = serde_json::from_str(&daemon.ask(&["oci", "spec"]))
            .expect("containerd prints a specification");
        spec["root"]["path"] = json!(root);
        spec["linux"]["cgroupsPath"] = json!(format!("/{}/{id}", daemon.namespace()));
        Self {
            daemon,
            id,
            runtime,
            spec,
            folder,
        }
    }

    /// Gives the container to another containerd.
    pub(crate) fn moved_to(mut self, daemon: Arc<Daemon>) -> Self {
        let path = format!("/{}/{}", daemon.namespace(), self.id);
        self.daemon = daemon;
        self.set("/linux/cgroupsPath", json!(path))
    }

    fn arguments(mut self, program: &str, arguments: &[&str]) -> Self {
        let all: Vec<_> = std::iter::once(&program)
            .chain(arguments)
            .copied()
            .collect();
        self.spec["process"]["args"] = json!(all);
        self
    }

    /// The root directory of the container, on the node.
    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("root")
    }

    /// Sets a member of the specification by its JSON pointer, whose parent exists.
    pub(crate) fn set(mut self, pointer: &str, value: Value) -> Self {
        let (parent, name) = pointer.rsplit_once('/').expect("a pointer has a slash");
        let parent = self.spec.pointer_mut(parent).expect("the parent exists");
        parent[name] = value;
        self
    }

    /// Replaces the program.
    pub(crate) fn replaced(self, program: &[u8]) -> Self {
        fs::write(self.root().join("program.wasm"), program).expect("the folder is the test's");
        self
    }

    /// Replaces the program by one in the text format.
    pub(crate) fn replaced_by_text(self, text: &str) -> Self {
        self.replaced(&wat::parse_str(text).expect("it is valid"))
    }

    /// Adds a rule for devices.
    pub(crate) fn rule(mut self, rule: Value) -> Self {
        let rules = &mut self.spec["linux"]["resources"]["devices"];
        rules
            .as_array_mut()
            .expect("containerd has rules")
            .push(rule);
        self
    }

    /// Replaces the rules for devices.
    pub(crate) fn rules(self, rules: Value) -> Self {
        self.set("/linux/resources/devices", rules)
    }

    /// Adds an annotation of this runtime.
    pub(crate) fn annotation(self, name: &str, value: &str) -> Self {
        self.set("/annotations", json!({format!("wasi-mknod.{name}"): value}))
    }

    /// Adds a volume.
    pub(crate) fn volume(mut self, source: &Path, destination: &str, options: &[&str]) -> Self {
        let mounts = self.spec["mounts"]
            .as_array_mut()
            .expect("there are mounts");
        mounts.push(json!({
            "type": "bind", "source": source, "destination": destination, "options": options,
        }));
        self
    }

    /// The command that runs the container to its end, or starts it.
    pub(crate) fn command(&self, options: &[&str]) -> Command {
        let config = self.folder.path().join("config.json");
        fs::write(&config, self.spec.to_string()).expect("the folder is the test's");
        let mut command = self.daemon.ctr(&["run", "--runtime", self.runtime]);
        command
            .arg("--fifo-dir")
            .arg(self.folder.path().join("fifos"));
        command
            .args(options)
            .arg("--config")
            .arg(config)
            .arg(&self.id);
        command
    }

    /// Runs the container to its end, and checks that nothing of it is left.
    pub(crate) fn run(&self) -> Ended {
        self.run_with("")
    }

    /// As [`run`](Self::run), with an input.
    pub(crate) fn run_with(&self, input: &str) -> Ended {
        let mut command = self.command(&["--rm"]);
        if !input.is_empty() {
            command.stdin(Stdio::piped());
        }
        let child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let mut child = child.expect("ctr is installed");
        let stdin = child.stdin.take();
        let output = thread::scope(|scope| {
            scope.spawn(move || {
                // A container that ends early reads nothing.
                stdin.map(|mut stdin| stdin.write_all(input.as_bytes()))
            });
            child.wait_with_output()
        });
        let ended = Ended::of(output.expect("ctr is a child of the test"));
        assert_ne!(ended.status, 124, "it took too long: {}", self.daemon.log());
        leftovers::check(self);
        ended
    }

    /// Starts the container, and goes on.
    pub(crate) fn start(&self) {
        let output = self
            .command(&["--detach"])
            .output()
            .expect("ctr is installed");
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{error}{}", self.daemon.log());
    }

    /// Starts the container with its streams in the test.
    pub(crate) fn attached(&self, options: &[&str]) -> Child {
        let mut options = options.to_vec();
        options.push("--rm");
        let mut command = self.command(&options);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command.spawn().expect("ctr is installed")
    }

    /// The state that containerd knows, such as `RUNNING`; `None` if there is no task.
    pub(crate) fn state(&self) -> Option<String> {
        let list = self.daemon.ask(&["tasks", "list"]);
        let mut lines = list.lines().map(|line| line.split_whitespace());
        lines.find_map(|mut words| {
            (words.next() == Some(&self.id)).then(|| words.nth(1).unwrap_or_default().to_owned())
        })
    }

    /// The process of the container, on the node.
    pub(crate) fn pid(&self) -> u32 {
        let list = self.daemon.ask(&["tasks", "list"]);
        let mut lines = list.lines().map(|line| line.split_whitespace());
        let pid =
            lines.find_map(|mut words| (words.next() == Some(&self.id)).then(|| words.next()));
        pid.flatten()
            .and_then(|pid| pid.parse().ok())
            .expect("the container has a task")
    }

    /// Waits until the task has this state.
    pub(crate) fn wait_for(&self, state: &str) {
        wait_until(&format!("{} is {state}", self.id), || {
            self.state().as_deref() == Some(state)
        });
    }

    /// Sends a signal.
    pub(crate) fn kill(&self, signal: &str) {
        self.daemon
            .ask(&["tasks", "kill", "--signal", signal, &self.id]);
    }

    /// Deletes a task that has ended, with its container, and returns the exit status. Checks that
    /// nothing is left.
    pub(crate) fn delete(&self) -> i32 {
        let output = self.daemon.ctr(&["tasks", "delete", &self.id]).output();
        let output = output.expect("ctr is installed");
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{error}");
        self.daemon.ask(&["containers", "delete", &self.id]);
        leftovers::check(self);
        // The client warns of a status that is not zero.
        let status = error
            .rsplit_once("exit code ")
            .map_or("0", |(_, status)| status);
        let digits = status.split(|c: char| !c.is_ascii_digit()).next();
        digits
            .and_then(|digits| digits.parse().ok())
            .expect("a status is a number")
    }
}

impl Ended {
    /// How the client ended.
    pub(crate) fn of(output: Output) -> Self {
        Self {
            status: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Checks the exit status.
    pub(crate) fn expect(self, status: i32) -> Self {
        assert_eq!(self.status, status, "{self:?}");
        self
    }
}
