//! Which test programs cargo has compiled.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use guest_build::GuestBuild;
use serde_json::Value;

use crate::process;

/// What asks the kernel, and may be answered by who asks: folders of packages, and kinds of targets
/// in them. The runner's own tests are not among them: they are about its command line, and find it
/// in the target folder.
const PROGRAMS: [(&str, &str); 2] = [("host", "lib"), ("tests", "test")];

/// The test programs of [`PROGRAMS`], compiled.
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
    let kinds = message["target"]["kind"].as_array()?;
    PROGRAMS
        .iter()
        .any(|(folder, kind)| package == root.join(folder) && kinds.iter().any(|of| of == kind))
        .then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_the_listed_kinds_of_test_programs_count() {
        let message = |test: bool, executable: Option<&str>, manifest: &str, kind: &str| {
            json!({
                "reason": "compiler-artifact",
                "profile": { "test": test },
                "executable": executable,
                "manifest_path": manifest,
                "target": { "kind": [kind] },
            })
        };
        let program = Some("/w/target/debug/deps/a");
        for (message, expected) in [
            (message(true, program, "/w/tests/Cargo.toml", "test"), true),
            (message(true, program, "/w/tests/Cargo.toml", "lib"), false),
            (message(true, program, "/w/host/Cargo.toml", "lib"), true),
            (message(true, program, "/w/host/Cargo.toml", "test"), false),
            (message(true, program, "/w/xtask/Cargo.toml", "lib"), false),
            (
                message(true, program, "/w/tests/programs/Cargo.toml", "test"),
                false,
            ),
            (message(false, program, "/w/host/Cargo.toml", "lib"), false),
            (message(true, None, "/w/tests/Cargo.toml", "test"), false),
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
