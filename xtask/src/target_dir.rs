//! Cargo's target folder.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{process, workspace};

/// Asks cargo for its target folder.
pub(crate) fn find() -> Result<PathBuf> {
    let mut command = Command::new(workspace::cargo());
    command
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .current_dir(workspace::root());
    let json = process::output(&mut command)?;
    let metadata: Value = serde_json::from_str(&json).context("`cargo metadata` prints no JSON")?;
    let dir = metadata["target_directory"].as_str();
    Ok(PathBuf::from(
        dir.context("`cargo metadata` names no target folder")?,
    ))
}
