//! `cargo xtask package`: what would be published is complete.
//!
//! `cargo package` packs a crate, and proves that it compiles by compiling it and everything that it depends on once
//! more. The proof here costs a small part of that: the packed crates are unpacked outside of the workspace and checked
//! with the profile, the versions and the target folder of the workspace.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use guest_build::GuestBuild;

use crate::metadata::Metadata;
use crate::workspace;
use crate::{process, setup};

/// The crates that are published.
const GUEST: &str = "wasi-mknod";
const HOST: &str = "wasi-mknod-wasmtime";

pub(crate) fn run() -> Result<()> {
    let guests = setup::guests()?;
    let metadata = Metadata::load()?;
    let target_dir = metadata.target_dir()?;
    let mut pack = cargo("package", workspace::root(), &target_dir);
    // Whether everything is committed is for the one who publishes to see to.
    process::run(pack.args([
        "--package",
        GUEST,
        "--package",
        HOST,
        "--no-verify",
        "--allow-dirty",
    ]))?;

    let dir = tempfile::Builder::new()
        .prefix("wasi-mknod-package-")
        .tempdir();
    let dir = dir.context("cannot make a temporary folder")?;
    let mut members = Vec::new();
    for package in metadata
        .packages()?
        .filter(|package| [GUEST, HOST].contains(&package.name()))
    {
        let name = format!("{}-{}", package.name(), package.version());
        let archive = target_dir
            .join("package")
            .join(&name)
            .with_added_extension("crate");
        process::run(
            Command::new("tar")
                .arg("-xzf")
                .arg(archive)
                .arg("-C")
                .arg(dir.path()),
        )?;
        members.push(name);
    }
    write_workspace(dir.path(), &members)?;
    check(dir.path(), &target_dir, guests)
}

fn check(dir: &Path, target_dir: &Path, guests: GuestBuild) -> Result<()> {
    let mut native = cargo("check", dir, target_dir);
    process::run(native.args([
        "--package",
        HOST,
        "--all-features",
        "--lib",
        "--bins",
        "--examples",
    ]))?;
    let mut native = cargo("check", dir, target_dir);
    process::run(native.args(["--package", GUEST, "--all-features"]))?;
    let mut wasm = GuestBuild {
        root: dir.to_owned(),
        ..guests
    }
    .cargo("check");
    process::run(wasm.args(["--package", GUEST, "--all-features", "--lib", "--examples"]))
}

/// Cargo with `subcommand` in the folder `dir`.
fn cargo(subcommand: &str, dir: &Path, target_dir: &Path) -> Command {
    let mut command = Command::new(workspace::cargo());
    command
        .current_dir(dir)
        .arg(subcommand)
        .arg("--target-dir")
        .arg(target_dir);
    command
}

/// Makes of the unpacked crates a workspace like ours.
fn write_workspace(dir: &Path, members: &[String]) -> Result<()> {
    let read = |name: &str| {
        let path = workspace::root().join(name);
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))
    };
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\n{}",
        profiles(&read("Cargo.toml")?)
    );
    for (name, text) in [
        ("Cargo.toml", manifest),
        ("Cargo.lock", read("Cargo.lock")?),
    ] {
        let path: PathBuf = dir.join(name);
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

/// The sections of a manifest that define profiles.
fn profiles(manifest: &str) -> String {
    let mut inside = false;
    let mut text = String::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = line.starts_with("[profile.");
        }
        if inside {
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::profiles;

    #[test]
    fn profiles_are_cut_out() {
        let manifest = "[workspace]\na = 1\n\n[profile.dev]\nb = 2\n[profile.dev.package.\"*\"]\nc = 3\n[lints]\nd = 4\n";
        assert_eq!(
            profiles(manifest),
            "[profile.dev]\nb = 2\n[profile.dev.package.\"*\"]\nc = 3\n"
        );
    }
}
