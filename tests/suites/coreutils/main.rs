//! The programs `mkfifo` and `mknod` for guests, compared with those of GNU coreutils on this
//! machine.
//!
//! A command line runs twice, each time in a fresh directory: as a guest, and natively with the
//! locale `C` and the same name of the program. What both print, their exit statuses and the nodes
//! that they leave must be equal. The differences that are meant are the texts of `--help` and
//! `--version`, security contexts, and the directories that a guest does not reach.

mod compare;
mod lines;
mod random;

use compare::Line;
use std::process::ExitCode;
use wasi_mknod_tests::{FrontEnd, Need, Trials, process, programs};

/// Umasks of the user who types the command lines.
const UMASKS: [u16; 2] = [0o022, 0o057];

fn main() -> ExitCode {
    let mut trials = Trials::default();
    let front_ends = &FrontEnd::ALL_P2;
    let needs = &[Need::Coreutils];
    for umask in UMASKS {
        let name = format!("table::umask_{umask:03o}");
        trials.each_isolated(front_ends, &name, needs, move |front_end| {
            process::set_umask(umask);
            table(front_end);
        });
        let name = format!("table::ordinary_user::umask_{umask:03o}");
        trials.each_isolated(front_ends, &name, needs, move |front_end| {
            programs::MKFIFO.preload(front_end);
            programs::MKNOD.preload(front_end);
            process::become_ordinary();
            process::set_umask(umask);
            table(front_end);
        });
    }
    trials.each(front_ends, "posixly_correct", needs, |front_end| {
        let line = Line::new(&["mkfifo", "a", "-m", "600"]);
        line.variable("POSIXLY_CORRECT", "").compare(front_end);
    });
    trials.add("random::modes", needs, random::modes);
    trials.add("random::names", needs, random::names);
    trials.add("random::operands", needs, random::operands);
    trials.run_once()
}

fn table(front_end: FrontEnd) {
    let plain = lines::PLAIN.lines().map(str::trim);
    let plain: Vec<Vec<&str>> = plain
        .filter(|line| !line.is_empty())
        .map(|line| line.split(' ').collect())
        .collect();
    let lines = plain
        .iter()
        .map(Vec::as_slice)
        .chain(lines::ODD.iter().copied());
    let mut count = 0;
    for words in lines {
        Line::new(words).compare(front_end);
        count += 1;
    }
    assert!(count >= 100, "{count} command lines are too few");
}
