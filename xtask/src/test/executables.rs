//! Which test programs cargo has compiled.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use guest_build::GuestBuild;
use serde_json::Value;

use crate::process;

/// The folders of the packages whose tests ask the kernel, and may be answered by who they are.
const PACKAGES: [&str; 2] = ["host", "tests"];

/// The test programs of [`PACKAGES`], compiled.
pub(super) fn list(guests: &GuestBuild) -> Result<Vec<PathBuf>> {
    let mut command = super::cargo_test(guests);
    command.args([
        "--no-run",
        "--quiet",
        "--message-format",
        "json-render-diagnostics",
    ]);
    let output = process::output_only(&mut command)?;
    let mut executables = Vec::new();
    for line in output.lines() {
        let message: Value =
            serde_json::from_str(line).context("cargo prints a line that is no JSON")?;
        executables.extend(executable(&message, &guests.root));
    }
    Ok(executables)
}

fn executable(message: &Value, root: &Path) -> Option<PathBuf> {
    if message["reason"] != "compiler-artifact" || message["profile"]["test"] != true {
        return None;
    }
    let path = PathBuf::from(message["executable"].as_str()?);
    let package = Path::new(message["manifest_path"].as_str()?).parent()?;
    PACKAGES
        .iter()
        .any(|name| package == root.join(name))
        .then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_test_programs_of_the_packages_count() {
        let message = |test: bool, executable: Option<&str>, manifest: &str| {
            json!({
                "reason": "compiler-artifact",
                "profile": { "test": test },
                "executable": executable,
                "manifest_path": manifest,
            })
        };
        for (message, expected) in [
            (
                message(true, Some("/w/target/debug/deps/a"), "/w/tests/Cargo.toml"),
                true,
            ),
            (
                message(true, Some("/w/target/debug/deps/a"), "/w/host/Cargo.toml"),
                true,
            ),
            (
                message(true, Some("/w/target/debug/deps/a"), "/w/xtask/Cargo.toml"),
                false,
            ),
            (
                message(
                    true,
                    Some("/w/target/debug/deps/a"),
                    "/w/tests/programs/Cargo.toml",
                ),
                false,
            ),
            (
                message(false, Some("/w/target/debug/a"), "/w/host/Cargo.toml"),
                false,
            ),
            (message(true, None, "/w/tests/Cargo.toml"), false),
            (
                json!({ "reason": "build-finished", "success": true }),
                false,
            ),
        ] {
            assert_eq!(
                executable(&message, Path::new("/w")).is_some(),
                expected,
                "{message}"
            );
        }
    }
}
