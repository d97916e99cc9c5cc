//! What is compared: a runtime with a program that makes a FIFO.

use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;
use wasi_mknod_tests::containerd::Daemon;

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A runtime, with one program that makes a FIFO, and one that makes one and waits for a writer.
pub(crate) struct Contender<'a> {
    pub(crate) name: &'static str,
    pub(crate) daemon: &'a Daemon,
    runtime: &'static str,
    /// Files, and what they are called in a container.
    files: Vec<(PathBuf, &'static str)>,
    makes: &'static [&'static str],
    waits: &'static [&'static str],
}

/// A container that was not started yet.
pub(crate) struct Container<'a> {
    pub(crate) id: String,
    contender: &'a Contender<'a>,
    folder: TempDir,
}

impl<'a> Contender<'a> {
    /// The shim, with the guests of a folder.
    pub(crate) fn guest(daemon: &'a Daemon, guests: &Path) -> Self {
        let file = |name: &str| guests.join(name);
        Self {
            name: "this shim, `mkfifo.wasm`",
            daemon,
            runtime: "io.containerd.wasi-mknod.v1",
            files: vec![
                (file("examples/mkfifo.wasm"), "mkfifo.wasm"),
                (file("examples/requests.wasm"), "requests.wasm"),
            ],
            makes: &["/mkfifo.wasm", "/requests"],
            waits: &["/requests.wasm"],
        }
    }

    pub(crate) fn native(daemon: &'a Daemon) -> Self {
        Self {
            name: "runc, `busybox mkfifo`",
            daemon,
            runtime: "io.containerd.runc.v2",
            files: vec![("/bin/busybox".into(), "busybox")],
            makes: &["/busybox", "mkfifo", "/requests"],
            waits: &[
                "/busybox",
                "sh",
                "-c",
                "/busybox mkfifo /requests && exec /busybox cat /requests",
            ],
        }
    }

    /// The file of the program that makes a FIFO.
    pub(crate) fn program(&self) -> &Path {
        &self.files[0].0
    }

    pub(crate) fn container(&'a self, waits: bool) -> Container<'a> {
        let folder = tempfile::tempdir().expect("there is room for temporary files");
        let id = format!("b{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let root = folder.path().join("root");
        fs::create_dir(&root).expect("the folder is new");
        fs::create_dir(folder.path().join("fifos")).expect("the folder is new");
        for (file, name) in &self.files {
            // Links, so that the pages are shared as those of an image are.
            fs::hard_link(file, root.join(name))
                .or_else(|_| fs::copy(file, root.join(name)).map(drop))
                .expect("the guests are compiled and BusyBox is installed");
        }
        let arguments = match waits {
            true => self.waits,
            false => self.makes,
        };
        let config = folder.path().join("config.json");
        let spec = self.spec(&root, &id, arguments);
        fs::write(config, spec.to_string()).expect("the folder is new");
        Container {
            id,
            contender: self,
            folder,
        }
    }

    fn spec(&self, root: &Path, id: &str, arguments: &[&str]) -> Value {
        let text = self.daemon.ask(&["oci", "spec"]);
        let mut spec: Value = serde_json::from_str(&text).expect("containerd prints it");
        spec["root"]["path"] = json!(root);
        spec["process"]["args"] = json!(arguments);
        spec["linux"]["cgroupsPath"] = json!(format!("/{}/{id}", self.daemon.namespace()));
        spec
    }
}

impl Container<'_> {
    /// The command that runs it.
    pub(crate) fn command(&self, option: &str) -> Command {
        let runtime = self.contender.runtime;
        let mut command = self.contender.daemon.ctr(&["run", "--runtime", runtime]);
        command
            .arg("--fifo-dir")
            .arg(self.folder.path().join("fifos"))
            .args([option, "--config"])
            .arg(self.folder.path().join("config.json"))
            .arg(&self.id);
        command
    }

    /// The FIFO that its program makes, on the node.
    pub(crate) fn fifo(&self) -> PathBuf {
        self.folder.path().join("root/requests")
    }
}
