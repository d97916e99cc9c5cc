//! What cargo knows of the workspace.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{process, workspace};

/// The output of `cargo metadata`.
pub(crate) struct Metadata(Value);

/// A package of the workspace, or one that it depends on.
pub(crate) struct Package<'a>(&'a Value);

impl Metadata {
    /// Asks cargo about this workspace and everything that it depends on.
    pub(crate) fn load() -> Result<Self> {
        let mut command = Command::new(workspace::cargo());
        command
            .args(["metadata", "--format-version", "1"])
            .current_dir(workspace::root());
        let json = process::output(&mut command)?;
        Ok(Self(
            serde_json::from_str(&json).context("`cargo metadata` prints no JSON")?,
        ))
    }

    /// Cargo's target folder.
    pub(crate) fn target_dir(&self) -> Result<PathBuf> {
        let dir = self.0["target_directory"]
            .as_str()
            .context("`cargo metadata` names no target folder")?;
        Ok(PathBuf::from(dir))
    }

    /// Every package that the workspace has or depends on.
    pub(crate) fn packages(&self) -> Result<impl Iterator<Item = Package<'_>>> {
        let packages = self.0["packages"]
            .as_array()
            .context("`cargo metadata` lists no packages")?;
        Ok(packages.iter().map(Package))
    }

    /// The folder with the manifest and the sources of the package `name`.
    pub(crate) fn package_dir(&self, name: &str) -> Result<PathBuf> {
        let package = self.packages()?.find(|package| package.name() == name);
        let package = package
            .with_context(|| format!("the workspace does not depend on the package {name}"))?;
        let manifest = Path::new(package.text("manifest_path"));
        let dir = manifest
            .parent()
            .with_context(|| format!("the package {name} has no folder"))?;
        Ok(dir.to_owned())
    }
}

impl Package<'_> {
    /// Its name.
    pub(crate) fn name(&self) -> &str {
        self.text("name")
    }

    fn text(&self, field: &str) -> &str {
        self.0[field].as_str().unwrap_or_default()
    }
}
