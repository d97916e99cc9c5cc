//! The server of a container, or the client that started it, is killed while the container runs.

use super::container::{Container, RUNTIME};
use super::life::{spinning, waiting};
use super::{NEEDS, daemon, leftovers, servers};
use serde_json::json;
use std::fs;
use std::process::{Command, Stdio};
use std::sync::Arc;
use wasi_mknod_tests::containerd::Daemon;
use wasi_mknod_tests::programs::USE_SUBJECT;
use wasi_mknod_tests::{Trials, wait_until};

/// What a container does when its server is killed.
#[derive(Clone, Copy)]
enum Doing {
    Computes,
    Waits,
    Sleeps,
}

const DOING: &[(&str, Doing)] = &[
    ("computes", Doing::Computes),
    ("waits", Doing::Waits),
    ("paused", Doing::Sleeps),
];

pub(crate) fn add(trials: &mut Trials) {
    for &(what, doing) in DOING {
        trials.add(format!("killed::server_{what}"), NEEDS, move || {
            let container = started(doing, daemon::shared());
            kill_server(&container);
            force_away(&container);
        });
    }
    trials.add("killed::server_of_a_pod", NEEDS, pod);
    trials.add("killed::server_that_creates", NEEDS, creating);
    trials.add("killed::server_and_containerd", NEEDS, with_containerd);
    trials.add("killed::client", NEEDS, client);
}

fn started(doing: Doing, daemon: Arc<Daemon>) -> Container {
    start(doing, container(doing, daemon))
}

fn container(doing: Doing, daemon: Arc<Daemon>) -> Container {
    let container = match doing {
        Doing::Computes => spinning(),
        Doing::Waits | Doing::Sleeps => waiting(),
    };
    container.moved_to(daemon)
}

fn start(doing: Doing, container: Container) -> Container {
    container.start();
    if matches!(doing, Doing::Sleeps) {
        container.daemon.ask(&["tasks", "pause", &container.id]);
        container.wait_for("PAUSED");
    }
    container
}

/// Containers that share a server, as those of a pod of Kubernetes do.
fn pod() {
    let mut pod: Option<String> = None;
    let mut containers = Vec::new();
    for (_, doing) in DOING {
        let container = container(*doing, daemon::shared());
        let pod = pod.get_or_insert_with(|| container.id.clone());
        let annotations = json!({"io.kubernetes.cri.sandbox-id": pod});
        containers.push(start(*doing, container.set("/annotations", annotations)));
    }
    let processes = servers::processes(&containers[0]);
    for container in &containers {
        assert!(processes.contains(&container.pid()), "{processes:?}");
    }
    kill_server(&containers[0]);
    containers.iter().for_each(force_away);
}

/// The server is killed while it creates a container: it has the bundle, and no task yet.
fn creating() {
    let container = spinning();
    let mut client = container.command(&["--detach"]);
    let mut client = client
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("ctr is installed");
    let lock = container
        .daemon
        .bundle(&container.id)
        .join("wasi-mknod.lock");
    wait_until("a process creates the container", || lock.exists());
    kill(servers::server(&container));
    client.wait().expect("it is a child of the test");
    force_away(&container);
}

/// Kills the server of a running container, and checks that its processes end without more.
fn kill_server(container: &Container) {
    let processes = servers::processes(container);
    let server = servers::server(container);
    assert!(
        processes.len() >= 3,
        "server, zygote, container: {processes:?}"
    );
    assert_ne!(server, container.pid());
    kill(server);
    for process in processes {
        wait_until(&format!("process {process} has ended"), || {
            !is_alive(process)
        });
    }
}

/// Deletes by force what containerd still knows.
fn force_away(container: &Container) {
    wait_until("the task is gone", || {
        let words = ["tasks", "delete", "--force", &container.id];
        // containerd may have noticed the death of the server before, and deleted the task.
        let _ = container.daemon.ctr(&words).output();
        container.state().is_none()
    });
    let id = &container.id;
    container.daemon.ask(&["containers", "delete", id]);
    leftovers::check(container);
}

/// The servers are killed while containerd is not there; it finds them dead when it starts.
fn with_containerd() {
    let daemon = Arc::new(daemon::start());
    let containers: Vec<_> = DOING
        .iter()
        .map(|(_, doing)| started(*doing, Arc::clone(&daemon)))
        .collect();
    let processes: Vec<_> = containers.iter().map(servers::processes).collect();
    daemon.halt();
    for container in &containers {
        kill(servers::server(container));
    }
    daemon.run();
    for (container, processes) in containers.iter().zip(processes) {
        for process in processes {
            wait_until(&format!("process {process} has ended"), || {
                !is_alive(process)
            });
        }
        force_away(container);
    }
}

/// A container whose client is killed goes on, and ends as its input does.
fn client() {
    let container = Container::new(&USE_SUBJECT, &[]);
    assert_eq!(container.runtime, RUNTIME);
    let mut client = container.command(&[]);
    let mut client = client
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("ctr is installed");
    container.wait_for("RUNNING");
    // `ctr` is the child of `timeout`, which passes no SIGKILL on.
    for process in children(client.id()) {
        kill(process);
    }
    client.wait().expect("it is a child of the test");
    container.wait_for("STOPPED");
    assert_eq!(container.delete(), 0);
}

fn kill(process: u32) {
    let status = Command::new("kill")
        .args(["-KILL", &process.to_string()])
        .status();
    assert!(status.expect("there is a kill").success());
}

/// Whether a process has not ended. One that nobody has waited for has.
fn is_alive(process: u32) -> bool {
    servers::status(process).is_some_and(|(state, _)| state != 'Z')
}

fn children(parent: u32) -> Vec<u32> {
    let children = fs::read_to_string(format!("/proc/{parent}/task/{parent}/children"));
    let children = children.expect("the kernel lists them");
    let words = children.split_whitespace();
    words.filter_map(|word| word.parse().ok()).collect()
}
