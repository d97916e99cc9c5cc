//! `cargo xtask demo`: populates a directory from a device table and compares it with the kernel's
//! view.

mod listing;
#[path = "../../../guest/examples/common/permissions.rs"]
mod permissions;
mod pipeline;
mod refusals;
mod rootfs;
mod stage;

use std::fs;

use anyhow::{Context, Result, bail};

use crate::runner::Runner;
use crate::setup;
use crate::target_dir;
use crate::workspace;
use listing::Listing;
use stage::Stage;

/// The device table, beneath the root of the workspace.
const TABLE: &str = "xtask/demo/device_table.txt";

/// The expected listing of a directory that is filled from the table.
const EXPECTED: &str = include_str!("../../demo/listing.txt");

/// The preopens of the first guest: the directory to fill, and the table.
const DIRS: [&str; 4] = ["--dir", "image::/image", "--dir", "tables::/tables:ro"];

/// The grants of the first guest: these node types, and the devices of the table.
#[rustfmt::skip]
const GRANTS: [&str; 13] = [
    "--allow=fifo,socket,directory",
    "--device", "c 1:3-9 m",
    "--device", "c 4:* m",
    "--device", "c 5:0-2 m",
    "--device", "c 10:237 m",
    "--device", "b 7:* m",
    "--device", "b 8:0-31 m",
];

pub(crate) fn run() -> Result<()> {
    heading("Set-up and build");
    let guests = setup::guests()?;
    guests.compile()?;
    let runner = Runner::build(&target_dir::find()?)?;
    let example = runner.example("pipeline");
    println!("The runner wasi-mknod is in {}.", runner.dir.display());
    let stage = Stage::new(&guests, runner)?;
    let devices = stage.may_make_devices()?;
    if !devices {
        println!("This user may not make device nodes: the demo leaves them out.");
    }

    heading("A guest fills a directory from a device table");
    let table = table(devices)?;
    stage.write("tables/device_table.txt", &table)?;
    println!("$ cat tables/device_table.txt\n{table}");
    let makedevs = [
        "makedevs.wasm",
        "--ignore-owner",
        "-d",
        "/tables/device_table.txt",
        "/image",
    ];
    stage.succeed(&[&DIRS[..], &GRANTS, &makedevs].concat())?;

    heading("A guest makes a FIFO");
    stage.succeed(&[
        "--dir",
        "image::/image",
        "mkfifo.wasm",
        "-m",
        "660",
        "/image/run/requests",
    ])?;

    heading("What the kernel says is there");
    let listing = Listing::read(&stage.path("image"))?;
    print!("{listing}");
    if listing.to_string() != expected(devices) {
        bail!(
            "that is not what the device table says; xtask/demo/listing.txt has what should be there"
        );
    }

    heading("Three plugins talk through FIFOs that they make themselves");
    pipeline::show(&stage, &guests, example)?;

    heading("What a guest is refused");
    refusals::show(&stage)?;

    heading("An ordinary user unpacks a root file system with devices");
    rootfs::show(&stage)?;

    heading("Done");
    println!("Everything is there that should be, and nothing else.");
    if !devices {
        println!("Left out: device nodes. Only root (with CAP_MKNOD) may make them.");
    }
    Ok(())
}

fn heading(text: &str) {
    println!("\n== {text} ==\n");
}

/// The device table; without devices if the user may not make them.
fn table(devices: bool) -> Result<String> {
    let path = workspace::root().join(TABLE);
    let table =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let is_device = |line: &&str| matches!(line.split_whitespace().nth(1), Some("b" | "c"));
    Ok(select(&table, |line| devices || !is_device(&line)))
}

/// The listing that the table leads to.
fn expected(devices: bool) -> String {
    select(EXPECTED, |line| devices || !line.starts_with(['b', 'c']))
}

fn select(text: &str, keep: impl Fn(&str) -> bool) -> String {
    text.lines()
        .filter(|line| keep(line))
        .map(|line| format!("{line}\n"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_devices_the_rest_stays() {
        let table = table(false).expect("the table is in the tree");
        for (name, there) in [
            ("/dev/null", false),
            ("/dev/sda", false),
            ("/dev/initctl", true),
            ("/dev/pts", true),
        ] {
            assert_eq!(
                table
                    .lines()
                    .any(|line| line.starts_with(&format!("{name} "))),
                there,
                "{name}"
            );
        }
        let expected = expected(false);
        for (name, there) in [
            ("dev/null", false),
            ("dev/sda1", false),
            ("dev/initctl", true),
            ("dev/pts", true),
        ] {
            assert_eq!(
                expected
                    .lines()
                    .any(|line| line.ends_with(&format!(" {name}"))),
                there,
                "{name}"
            );
        }
    }
}
