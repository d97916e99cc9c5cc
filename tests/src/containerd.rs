//! A containerd of the tests' own.

use crate::deadline::wait_until;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use tempfile::TempDir;

/// How many seconds a command of the client may take: the machine may be busy with other tests.
const SECONDS: &str = "60";

const CONFIG: &str = r#"version = 2
disabled_plugins = ["io.containerd.grpc.v1.cri"]
"#;

/// A running containerd with its folders.
pub struct Daemon {
    child: Mutex<Option<Child>>,
    folder: TempDir,
    namespace: String,
    /// The folder of the programs, if they are others than the installed ones.
    programs: Option<PathBuf>,
}

impl Daemon {
    /// Starts containerd, which knows `shim`, and waits until it answers.
    ///
    /// # Panics
    ///
    /// If it cannot be started or does not answer in time.
    pub fn start(shim: &Path) -> Self {
        Self::start_of(None, shim)
    }

    /// As [`start`](Self::start), with the programs `containerd` and `ctr` of a folder.
    ///
    /// # Panics
    ///
    /// If it cannot be started or does not answer in time.
    pub fn start_of(programs: Option<PathBuf>, shim: &Path) -> Self {
        let folder = tempfile::Builder::new().prefix("wasi-mknod-").tempdir();
        let folder = folder.expect("there is room for temporary files");
        let name = folder.path().file_name().expect("it has a name");
        // Cgroups and sockets are named by the namespace.
        let namespace = name.to_string_lossy().replace('.', "-");
        let daemon = Self {
            child: Mutex::new(None),
            namespace,
            folder,
            programs,
        };
        fs::write(daemon.path("config.toml"), CONFIG).expect("the folder is new");
        fs::create_dir(daemon.path("bin")).expect("the folder is new");
        let name = daemon.path("bin").join("containerd-shim-wasi-mknod-v1");
        std::os::unix::fs::symlink(shim, name).expect("the folder is new");
        daemon.run();
        daemon
    }

    /// Starts the program again, after [`halt`](Self::halt).
    ///
    /// # Panics
    ///
    /// If it cannot be started or does not answer in time.
    pub fn run(&self) {
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.path("log"));
        let log = log.expect("the folder is the test's");
        let path = std::env::var("PATH").unwrap_or_default();
        let child = Command::new(self.program("containerd"))
            .arg("--config")
            .arg(self.path("config.toml"))
            .arg("--address")
            .arg(self.socket())
            .arg("--root")
            .arg(self.path("root"))
            .arg("--state")
            .arg(self.path("state"))
            .env("PATH", format!("{}:{path}", self.path("bin").display()))
            .env("WASI_MKNOD_SHIM_CACHE", self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("containerd is installed");
        *self.child.lock().unwrap_or_else(PoisonError::into_inner) = Some(child);
        wait_until("containerd answers", || {
            self.ctr(&["version"])
                .output()
                .is_ok_and(|output| output.status.success())
        });
    }

    /// Ends the program as a restart does: its containers go on.
    ///
    /// # Panics
    ///
    /// If the kernel refuses.
    pub fn halt(&self) {
        let child = self
            .child
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(mut child) = child {
            child.kill().expect("it is a child of the test");
            child.wait().expect("it is a child of the test");
        }
    }

    /// Ends the containers that a failed test has left, with their servers and cgroups.
    fn delete_tasks(&self) {
        let child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        // Without containerd the client would wait for it.
        if child.is_none() {
            return;
        }
        let list = self.ctr(&["tasks", "list", "--quiet"]).output();
        let list = list.map(|output| output.stdout).unwrap_or_default();
        for id in String::from_utf8_lossy(&list).lines() {
            let _ = self.ctr(&["tasks", "delete", "--force", id]).output();
        }
    }

    /// A command of containerd's client.
    pub fn ctr(&self, words: &[&str]) -> Command {
        let mut command = Command::new("timeout");
        // In a process group of its own the client could not read from its terminal.
        command
            .args(["--foreground", SECONDS])
            .arg(self.program("ctr"))
            .arg("--address")
            .arg(self.socket_of_client())
            .args(["--namespace", &self.namespace])
            .args(words)
            .stdin(Stdio::null());
        command
    }

    /// Runs a command of the client that has to succeed, and returns what it prints.
    ///
    /// # Panics
    ///
    /// If it fails.
    pub fn ask(&self, words: &[&str]) -> String {
        let output = self.ctr(words).output().expect("ctr is installed");
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "ctr {words:?}: {error}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// The namespace that the client uses.
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// A path in the folder of the daemon.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The bundle of a container.
    pub fn bundle(&self, id: &str) -> PathBuf {
        self.path("state/io.containerd.runtime.v2.task")
            .join(&self.namespace)
            .join(id)
    }

    fn program(&self, name: &str) -> PathBuf {
        let folder = self.programs.as_deref();
        folder.map_or_else(|| name.into(), |folder| folder.join(name))
    }

    fn socket(&self) -> PathBuf {
        self.path("socket")
    }

    fn socket_of_client(&self) -> PathBuf {
        let moved = self.path("moved");
        match moved.exists() {
            true => moved,
            false => self.socket(),
        }
    }

    /// Moves the socket of containerd away from where shims look for it. The client of this daemon
    /// goes on with it.
    ///
    /// # Panics
    ///
    /// If it cannot be moved.
    pub fn hide_socket(&self) -> PathBuf {
        fs::rename(self.socket(), self.path("moved")).expect("the folder is the test's");
        self.socket()
    }

    /// The file that has content of images, by its digest.
    pub fn content(&self, digest: &str) -> PathBuf {
        self.path("root/io.containerd.content.v1.content/blobs")
            .join(digest.replace(':', "/"))
    }

    /// What containerd has logged, for a test that fails.
    pub fn log(&self) -> String {
        let log = fs::read_to_string(self.path("log")).unwrap_or_default();
        let from = log.len().saturating_sub(4000);
        log.get(from..).unwrap_or_default().to_owned()
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        self.delete_tasks();
        self.halt();
        // A container that a failed test has left keeps its mounts.
        for line in mounts_below(self.folder.path()) {
            let _ = Command::new("umount").arg("--lazy").arg(line).status();
        }
        // Runtimes remove the cgroups of containers, and not the one above them.
        for hierarchy in fs::read_dir("/sys/fs/cgroup")
            .into_iter()
            .flatten()
            .flatten()
        {
            let _ = fs::remove_dir(hierarchy.path().join(&self.namespace));
        }
        let _ = fs::remove_dir(Path::new("/sys/fs/cgroup").join(&self.namespace));
    }
}

/// Lists the mount points below a folder.
///
/// # Panics
///
/// If `/proc` is not mounted.
pub fn mounts_below(folder: &Path) -> Vec<String> {
    let mounts = fs::read_to_string("/proc/self/mounts").expect("/proc is mounted");
    let points = mounts.lines().filter_map(|line| line.split(' ').nth(1));
    points
        .filter(|point| Path::new(point).starts_with(folder))
        .map(str::to_owned)
        .collect()
}
