//! Containers that talk through a FIFO in a volume that they share.

use super::NEEDS;
use super::container::{Container, RUNTIME};
use std::fs;
use std::path::Path;
use tempfile::TempDir;
use wasi_mknod_tests::programs::{MKFIFO, USE_SUBJECT};
use wasi_mknod_tests::{Trials, wait_until};

pub(crate) fn add(trials: &mut Trials) {
    trials.add("volumes::native_reads_what_a_guest_writes", NEEDS, || {
        guest_writes("io.containerd.runc.v2");
    });
    trials.add(
        "volumes::guest_reads_what_a_native_writes",
        NEEDS,
        guest_reads,
    );
    trials.add("volumes::native_of_the_same_runtime", NEEDS, || {
        guest_writes(RUNTIME)
    });
    trials.add("volumes::program_in_a_volume", NEEDS, program);
}

/// A volume with a FIFO that a guest has made.
fn volume() -> TempDir {
    let volume = tempfile::tempdir().expect("there is room");
    shared(
        Container::new(&MKFIFO, &["-m", "666", "/v/q"]),
        volume.path(),
    )
    .run()
    .expect(0);
    volume
}

fn shared(container: Container, volume: &Path) -> Container {
    container.volume(volume, "/v", &["rbind", "rw"])
}

fn guest_writes(runtime: &'static str) {
    let volume = volume();
    let reader = shared(
        Container::busybox(runtime, &["head", "-n", "1", "/v/q"]),
        volume.path(),
    );
    let reader = reader.attached(&[]);
    let writer = shared(Container::new(&USE_SUBJECT, &[]), volume.path());
    let ended = writer
        .run_with("open q /v/q w\nwrite q first\\n\nclose q\n")
        .expect(0);
    let output = reader
        .wait_with_output()
        .expect("ctr is a child of the test");
    assert!(output.status.success(), "{ended:?} {output:?}");
    assert_eq!(output.stdout, b"first\\n", "{ended:?}");
}

fn guest_reads() {
    let volume = volume();
    let script = "echo second > /v/q";
    let writer = shared(Container::native(&["sh", "-c", script]), volume.path());
    writer.start();
    let reader = shared(Container::new(&USE_SUBJECT, &[]), volume.path());
    let ended = reader.run_with("open q /v/q r\nread q 10\n").expect(0);
    assert!(ended.stdout.ends_with("7 second\\n\n"), "{ended:?}");
    writer.wait_for("STOPPED");
    assert_eq!(writer.delete(), 0);
}

fn program() {
    let volume = volume();
    let container = Container::new(&MKFIFO, &[]);
    fs::rename(
        container.root().join("program.wasm"),
        volume.path().join("p.wasm"),
    )
    .or_else(|_| {
        fs::copy(
            container.root().join("program.wasm"),
            volume.path().join("p.wasm"),
        )
        .map(drop)
    })
    .expect("there is room");
    let container = shared(container, volume.path())
        .set("/process/args", ["/v/p.wasm", "/v/r"].into_iter().collect());
    container.run().expect(0);
    wait_until("the FIFO is there", || volume.path().join("r").exists());
}
