//! The table in the text of the benchmarks.

use std::fs;
use std::path::Path;
use std::process::Command;

const TEXT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../bench/README.md");
const BEGIN: &str = "<!-- containers -->";
const END: &str = "<!-- /containers -->";

/// Replaces what stands between the marks.
pub(crate) fn publish(content: &str) {
    let text = fs::read_to_string(TEXT).expect("the bench runs in the repository");
    let parts = text.split_once(BEGIN).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(END)?;
        Some((before, after))
    });
    let (before, after) = parts.expect("bench/README.md has both marks");
    let text = format!("{before}{BEGIN}\n{content}{END}{after}");
    fs::write(Path::new(TEXT), text).expect("the text can be written");
}

/// Says where and when the figures were taken.
pub(crate) fn circumstances(shim: &Path, guest: &Path) -> String {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let size = |program: &Path| fs::metadata(program).expect("it has run").len();
    format!(
        "Taken on {} on a machine with {processors} processors and Linux {}, with {}, {}, a shim of {} MiB \
         and a guest of {} KiB.",
        first_line("date", "+%Y-%m-%d"),
        kernel(),
        containerd(),
        first_line("runc", "--version").replace(" version", ""),
        size(shim) >> 20,
        size(guest) >> 10,
    )
}

/// The version of the kernel, without what its builder appends.
fn kernel() -> String {
    let release = first_line("uname", "-r");
    release.split('-').next().unwrap_or_default().to_owned()
}

/// The name and the version, of what the program prints about itself.
fn containerd() -> String {
    let line = first_line("containerd", "--version");
    let mut words = line.split_whitespace();
    let (name, version) = (words.next().unwrap_or_default(), words.nth(1));
    format!("{name} {}", version.unwrap_or_default())
}

fn first_line(program: &str, argument: &str) -> String {
    let output = Command::new(program).arg(argument).output();
    let output = output.unwrap_or_else(|error| panic!("{program} is not installed: {error}"));
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().next().unwrap_or_default().to_owned()
}
