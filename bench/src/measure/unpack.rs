//! The guest `unpack` beside GNU tar.

use super::Bench;
use super::start::process;
use crate::series::{Contender, Goal, Series, Unit};
use std::fs;
use std::path::Path;
use std::process::Command;
use wasmtime::{Result, ensure};

/// What is in the archive: 100 files in each directory, 100 MB together.
const DIRECTORIES: usize = 100;
const FILES: usize = 100;
const SIZE: usize = 10_000;

const NATIVE: &str = "GNU tar";
const ARCHIVE: &str = "archive.tar";

/// An archive of many files into a directory, as whole processes.
pub(super) fn archive(bench: &Bench) -> Result<Series<'_>> {
    let source = bench.place.fresh("")?;
    make_archive(source.path())?;
    let source = std::rc::Rc::new(source);
    // A user without privileges cannot give files away.
    let owners: &[&str] = match rustix::process::geteuid().is_root() {
        true => &[],
        false => &["--no-same-owner"],
    };
    let mut contenders = vec![Contender::new(NATIVE, {
        let source = std::rc::Rc::clone(&source);
        move || {
            timed(bench, |directory| {
                let mut command = Command::new("tar");
                command.args(["--extract", "--file"]);
                command.arg(source.path().join(ARCHIVE)).args(owners);
                command.arg("--directory").arg(directory);
                command
            })
        }
    })];
    for (name, devices) in [("unpack", "real"), ("unpack, owners recorded", "recorded")] {
        let source = std::rc::Rc::clone(&source);
        let contender = Contender::new(name, move || {
            timed(bench, |directory| {
                let mut command = Command::new(&bench.runner);
                command.args(["run", "--allow", "mode,owner", "--devices", devices]);
                command.arg("--dir");
                command.arg(format!("{}::/source:ro", source.path().display()));
                command.arg("--dir");
                command.arg(format!("{}::/tree", directory.display()));
                command.arg(bench.guests.file("unpack")).args(owners);
                command.arg(format!("/source/{ARCHIVE}")).arg("/tree");
                command
            })
        });
        let contender = contender.against(NATIVE);
        contenders.push(match devices {
            "real" => contender.goal(Goal::RatioAtMost(1.5)),
            _ => contender,
        });
    }
    Ok(Series {
        title: "Unpack 10,000 files of 100 MB".into(),
        unit: Unit::Nanoseconds,
        contenders,
    })
}

fn make_archive(directory: &Path) -> Result<()> {
    let tree = directory.join("tree");
    for number in 0..DIRECTORIES {
        let directory = tree.join(number.to_string());
        fs::create_dir_all(&directory)?;
        for number in 0..FILES {
            let byte = u8::try_from(number % 256)?;
            fs::write(directory.join(number.to_string()), [byte; SIZE])?;
        }
    }
    let mut command = Command::new("tar");
    command
        .args(["--create", "--file"])
        .arg(directory.join(ARCHIVE));
    process(command.arg("--directory").arg(&tree).arg("."))?;
    fs::remove_dir_all(tree)?;
    Ok(())
}

/// The time of the process that fills a directory.
fn timed(bench: &Bench, command: impl FnOnce(&Path) -> Command) -> Result<f64> {
    let directory = bench.place.fresh("")?;
    let time = process(&mut command(directory.path()))?;
    let last = directory
        .path()
        .join(format!("{}/{}", DIRECTORIES - 1, FILES - 1));
    ensure!(
        fs::metadata(last)?.len() == SIZE as u64,
        "a file is missing"
    );
    Ok(time)
}
