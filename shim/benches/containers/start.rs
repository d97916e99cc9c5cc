//! Times from `ctr run` to its exit.

use super::contender::{Container, Contender};
use std::process::Command;
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

/// Runs one container to its end.
pub(crate) fn one(contender: &Contender<'_>) -> Duration {
    let container = contender.container(false);
    let mut command = container.command("--rm");
    let begun = Instant::now();
    check(&mut command);
    let took = begun.elapsed();
    assert_made(&container);
    took
}

/// Runs `count` containers at once, and returns how long it takes until all have ended.
pub(crate) fn at_once(contender: &Contender<'_>, count: usize) -> Duration {
    let containers: Vec<_> = (0..count).map(|_| contender.container(false)).collect();
    let barrier = Barrier::new(count + 1);
    let took = thread::scope(|scope| {
        let threads: Vec<_> = containers
            .iter()
            .map(|container| {
                let barrier = &barrier;
                scope.spawn(move || {
                    let mut command = container.command("--rm");
                    barrier.wait();
                    check(&mut command);
                })
            })
            .collect();
        barrier.wait();
        let begun = Instant::now();
        for thread in threads {
            thread.join().expect("each container ends");
        }
        begun.elapsed()
    });
    containers.iter().for_each(assert_made);
    took
}

fn check(command: &mut Command) {
    let output = command.output().expect("ctr is installed");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{error}");
}

fn assert_made(container: &Container<'_>) {
    let made = container.fifo().symlink_metadata();
    made.expect("the program has made its FIFO");
}
