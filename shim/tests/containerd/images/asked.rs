//! When containerd is asked, and what happens if it does not answer.

use super::layout::{Layout, WASM};
use super::made::Made;
use super::{MKFIFO_ARGUMENTS, bytes};
use crate::NEEDS;
use crate::container::{Container, PROGRAM};
use crate::daemon;
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::FileTypeExt as _;
use std::os::unix::net::UnixListener;
use std::sync::Arc;
use std::time::Instant;
use wasi_mknod_tests::Trials;
use wasi_mknod_tests::programs::MKFIFO;

pub(super) fn add(trials: &mut Trials) {
    trials.add("images::file_comes_first", NEEDS, file);
    trials.add("images::containerd_is_silent", NEEDS, silent);
    trials.add("images::containerd_is_gone", NEEDS, gone);
    trials.add("images::container_without_an_image", NEEDS, none);
}

/// Whether somebody has connected to the socket that stands in the place of containerd's.
fn was_asked(listener: &UnixListener) -> bool {
    listener.set_nonblocking(true).expect("it is a socket");
    match listener.accept() {
        Ok(_) => true,
        Err(error) if error.kind() == ErrorKind::WouldBlock => false,
        Err(error) => panic!("{error}"),
    }
}

/// A container that is run with a socket in the place of containerd's that nobody answers.
fn made() -> (Made, UnixListener) {
    let layout = Layout::new();
    let target = layout.artifact(&[layout.add(WASM, &bytes(&MKFIFO))]);
    let made = Made::new(Arc::new(daemon::start()), MKFIFO_ARGUMENTS).becomes(&layout, &target);
    let listener = UnixListener::bind(made.daemon().hide_socket()).expect("the path is free");
    (made, listener)
}

/// A program that is a file runs with no connection to containerd.
fn file() {
    let daemon = Arc::new(daemon::start());
    let container = Container::new(&MKFIFO, &["/srv/q"]).moved_to(Arc::clone(&daemon));
    let listener = UnixListener::bind(daemon.hide_socket()).expect("the path is free");
    container.run().expect(0);
    let made = fs::symlink_metadata(container.root().join("srv/q"));
    assert!(made.expect("the guest has made it").file_type().is_fifo());
    assert!(!was_asked(&listener));
}

fn silent() {
    let (made, listener) = made();
    let begun = Instant::now();
    let ended = made.start();
    let seconds = begun.elapsed().as_secs();
    assert_ne!(ended.status, 0, "{ended:?}");
    assert!(was_asked(&listener), "{ended:?}");
    let socket = made.daemon().path("socket");
    let part = format!(
        "containerd at `{}` has not answered for 10 seconds: see its log, or restart it",
        socket.display()
    );
    assert!(ended.stderr.contains(&part), "{ended:?}");
    assert!((10..50).contains(&seconds), "{seconds}");
}

fn gone() {
    let (made, listener) = made();
    drop(listener);
    let ended = made.start();
    assert_ne!(ended.status, 0, "{ended:?}");
    let socket = made.daemon().path("socket");
    let part = format!("containerd cannot be asked at `{}`: ", socket.display());
    assert!(ended.stderr.contains(&part), "{ended:?}");
    assert!(ended.stderr.contains("Connection refused"), "{ended:?}");
}

fn none() {
    let container = Container::new(&MKFIFO, &["/srv/q"]);
    fs::remove_file(container.root().join("program.wasm")).expect("the folder is the test's");
    let ended = container.run();
    assert_ne!(ended.status, 0, "{ended:?}");
    for part in [
        format!("has no program `{PROGRAM}`"),
        "the container was made without an image".to_owned(),
    ] {
        assert!(ended.stderr.contains(&part), "{ended:?}");
    }
}
