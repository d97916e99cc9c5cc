//! Calls that the policy or the path resolution refuses.

use std::fs;
use std::os::unix::fs::symlink;

use anyhow::{Context, Result, bail};

use super::listing::Listing;
use super::stage::Stage;

/// A call that the host is to refuse.
struct Refusal {
    why: &'static str,
    words: &'static [&'static str],
}

const REFUSALS: [Refusal; 3] = [
    Refusal {
        why: "A device that it was not granted:",
        words: &[
            "--dir",
            "image::/image",
            "--device",
            "c 1:3 m",
            "mknod.wasm",
            "/image/dev/mem",
            "c",
            "1",
            "1",
        ],
    },
    Refusal {
        why: "A path that leaves its directory:",
        words: &[
            "--dir",
            "image::/image",
            "mkfifo.wasm",
            "/image/../outside/fifo",
        ],
    },
    Refusal {
        why: "A path through a symbolic link that leaves its directory:",
        words: &[
            "--dir",
            "image::/image",
            "mkfifo.wasm",
            "/image/way-out/fifo",
        ],
    },
];

/// The text of EPERM.
const NOT_PERMITTED: &str = "not permitted";

/// Shows each of the refusals, and that none of them made anything.
pub(super) fn show(stage: &Stage) -> Result<()> {
    println!("$ ln -s ../outside image/way-out");
    symlink("../outside", stage.path("image/way-out")).context("cannot make a symbolic link")?;
    let before = Listing::read(&stage.path(""))?;
    for Refusal { why, words } in REFUSALS {
        println!("\n{why}");
        let output = stage.run(words)?;
        let message = String::from_utf8_lossy(&output.stderr);
        if output.status.code() != Some(1) || !message.to_lowercase().contains(NOT_PERMITTED) {
            bail!(
                "that should have ended with exit status 1 and the error \"Operation {NOT_PERMITTED}\""
            );
        }
        println!("[exit status 1]");
        if Listing::read(&stage.path(""))? != before {
            bail!("a call that was refused changed something on the disk");
        }
    }
    println!("\n$ ls -A outside");
    let outside = fs::read_dir(stage.path("outside"))
        .context("cannot read the folder outside")?
        .count();
    if outside > 0 {
        bail!("there is something in the folder outside");
    }
    println!("(nothing)");
    Ok(())
}
