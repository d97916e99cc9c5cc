//! A smoke test: a guest of the new sysroot copies a file.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use guest_build::Toolchain;

use crate::{process, runner::Runner, workspace};

/// Compiles a guest that copies a file, runs it, and looks at the copy.
///
/// Some mistakes in a sysroot show nowhere else: everything compiles, and no file operation works.
pub(super) fn test(toolchain: &Toolchain, target_dir: &Path, target: &str) -> Result<()> {
    let runner = Runner::build(target_dir)?;
    let dir = tempfile::tempdir().context("cannot make a temporary folder")?;
    let guest = dir.path().join("copy.wasm");
    let mut command = Command::new(toolchain.rustc_or_default());
    command
        .args(["--edition", "2024", "--target", target])
        .env_remove("LD_LIBRARY_PATH");
    if let Some(sysroot) = &toolchain.sysroot {
        command.arg("--sysroot").arg(sysroot);
    }
    command
        .arg("-o")
        .arg(&guest)
        .arg(workspace::root().join("xtask/smoke/copy.rs"));
    process::run_aside(&mut command)?;

    let data = dir.path().join("data");
    let text = "written by the host, copied by a guest\n";
    fs::create_dir(&data)
        .and_then(|()| fs::write(data.join("in"), text))
        .context("cannot write a file")?;
    process::run_aside(
        runner
            .command()
            .arg("--dir")
            .arg(format!("{}::/data", data.display()))
            .arg(&guest),
    )
    .context("guests cannot use files with this toolchain")?;
    if fs::read_to_string(data.join("out")).context("the guest wrote no file")? != text {
        bail!("guests cannot use files with this toolchain: a copied file has another content");
    }
    Ok(())
}
