//! Docker, with the seccomp profile that it gives each container.
//!
//! Docker 20.10 names no other runtime than runc's, so the program stands in its place.

use super::container::guest;
use super::daemon;
use std::fs;
use std::os::unix::fs::FileTypeExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use wasi_mknod_tests::containerd::Daemon;
use wasi_mknod_tests::programs::{MKNOD, USE_SUBJECT};
use wasi_mknod_tests::{FrontEnd, Need, Program, Trials, wait_until};

/// What containerd starts for a container of Docker.
const NAME: &str = "containerd-shim-runc-v2";

pub(crate) fn add(trials: &mut Trials) {
    trials.add("docker::nodes_under_its_profile", &[Need::Docker], nodes);
}

/// Arguments, the exit status, and whether the node is there.
const ROWS: &[(&[&str], i32, bool)] = &[
    (&["/srv/n", "p"], 0, true),
    (&["-m", "600", "/srv/n", "c", "1", "3"], 0, true),
    (&["/srv/n", "c", "10", "229"], 1, false),
];

fn nodes() {
    let docker = Docker::start();
    docker.import("mknod", &MKNOD);
    docker.import("subject", &USE_SUBJECT);
    let volume = tempfile::tempdir().expect("there is room");
    let bind = format!("{}:/srv", volume.path().display());
    for (arguments, status, made) in ROWS {
        let run = [
            "run",
            "--rm",
            "--network",
            "none",
            "--volume",
            &bind,
            "mknod",
        ];
        let output = docker.client(&[&run[..], arguments].concat());
        assert_eq!(output.status.code(), Some(*status), "{output:?}");
        let node = volume.path().join("n");
        let found = fs::symlink_metadata(&node).map(|found| found.file_type());
        assert_eq!(found.is_ok(), *made, "{arguments:?}");
        if let Ok(kind) = found {
            assert_eq!(kind.is_fifo(), arguments.contains(&"p"));
            fs::remove_file(node).expect("root may");
        }
    }
    let run = ["run", "--detach", "--interactive", "--network", "none"];
    let id = docker.ask(&[&run[..], &["subject"]].concat());
    let pid = docker.ask(&["inspect", "--format", "{{.State.Pid}}", &id]);
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("it runs");
    assert!(status.contains("\nSeccomp:\t2\n"), "{status}");
    docker.ask(&["kill", &id]);
    assert_eq!(docker.ask(&["wait", &id]), "137");
    docker.ask(&["rm", &id]);
}

/// A Docker of the test's own.
struct Docker {
    child: Child,
    containerd: Daemon,
}

impl Docker {
    fn start() -> Self {
        let containerd = daemon::start();
        let shim = env!("CARGO_BIN_EXE_containerd-shim-wasi-mknod-v1");
        std::os::unix::fs::symlink(shim, containerd.path("bin").join(NAME)).expect("it is new");
        let log = fs::File::create(containerd.path("docker.log")).expect("the folder is new");
        let child = Command::new("dockerd")
            .arg("--data-root")
            .arg(containerd.path("docker"))
            .arg("--exec-root")
            .arg(containerd.path("docker-run"))
            .arg("--pidfile")
            .arg(containerd.path("docker.pid"))
            .arg("--containerd")
            .arg(containerd.path("socket"))
            .args(["--host", &host(&containerd)])
            .args(["--bridge=none", "--iptables=false", "--ip6tables=false"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("dockerd is installed");
        let docker = Self { child, containerd };
        wait_until("dockerd answers", || {
            docker.client(&["version"]).status.success()
        });
        docker
    }

    fn client(&self, words: &[&str]) -> Output {
        let mut command = Command::new("timeout");
        command.args(["60", "docker", "--host", &host(&self.containerd)]);
        command.args(words).stdin(Stdio::null());
        command.output().expect("docker is installed")
    }

    /// Runs a command that has to succeed, and returns the line that it prints.
    fn ask(&self, words: &[&str]) -> String {
        let output = self.client(words);
        let log = || fs::read_to_string(self.containerd.path("docker.log")).unwrap_or_default();
        assert!(output.status.success(), "{output:?} {}", log());
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// Makes an image of a guest.
    fn import(&self, name: &str, program: &Program) {
        let folder = tempfile::tempdir().expect("there is room");
        let file = guest(program.file(FrontEnd::P2Sync));
        fs::copy(file, folder.path().join("program.wasm")).expect("the guest is compiled");
        let archive: PathBuf = self.containerd.path(&format!("{name}.tar"));
        let made = Command::new("tar")
            .arg("--create")
            .arg("--file")
            .arg(&archive)
            .arg("--directory")
            .arg(folder.path())
            .arg("program.wasm")
            .status();
        assert!(made.expect("tar is installed").success());
        let change = "ENTRYPOINT [\"/program.wasm\"]";
        let archive = archive.to_str().expect("the name is the test's");
        self.ask(&["import", "--change", change, archive, name]);
    }
}

impl Drop for Docker {
    fn drop(&mut self) {
        // It unmounts what it has mounted. The containers have ended, unless the test has failed.
        let _ = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status();
        let _ = self.child.wait();
    }
}

fn host(containerd: &Daemon) -> String {
    format!("unix://{}", containerd.path("docker.sock").display())
}
