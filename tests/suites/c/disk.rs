//! What is on the disk, as far as two programs that did the same agree on it.

use rustix::fs::{FileType, major, minor};
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

/// A line for everything in `folder`, by name: its type, its mode, its owner, its device number,
/// and where a link leads.
pub(crate) fn list(folder: &Path) -> Vec<String> {
    let mut lines = Vec::new();
    visit(folder, "", &mut lines);
    lines.sort();
    lines
}

fn visit(folder: &Path, prefix: &str, lines: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder of the test") {
        let entry = entry.expect("an entry");
        let metadata = entry.metadata().expect("nobody removes it");
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let link = fs::read_link(entry.path()).unwrap_or_default();
        lines.push(format!(
            "{name} {:?} {:o} {}:{} {}:{} {}",
            FileType::from_raw_mode(metadata.mode()),
            metadata.mode(),
            metadata.uid(),
            metadata.gid(),
            major(metadata.rdev()),
            minor(metadata.rdev()),
            link.display(),
        ));
        if metadata.is_dir() {
            visit(&entry.path(), &format!("{name}/"), lines);
        }
    }
}
