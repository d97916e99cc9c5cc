//! A listing of a directory, like that of `ls -l`.

use std::fmt;
use std::fs::{self, FileType};
use std::io;
use std::os::unix::fs::{FileTypeExt, MetadataExt};
use std::path::Path;

use anyhow::{Context, Result};
use rustix::fs::{lstat, major, minor};

use super::permissions::permissions;

/// Everything beneath a directory, sorted by path.
#[derive(PartialEq, Eq)]
pub(super) struct Listing(Vec<Line>);

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Line {
    path: String,
    /// Type and permissions as `ls -l` shows them.
    mode: String,
    /// The device number, empty for what is no device.
    device: String,
}

impl Listing {
    /// Asks the kernel.
    pub(super) fn read(root: &Path) -> Result<Self> {
        let mut lines = Vec::new();
        read_into(&mut lines, root, "")?;
        lines.sort();
        Ok(Self(lines))
    }
}

impl fmt::Display for Listing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Line { path, mode, device } in &self.0 {
            writeln!(f, "{mode}  {device:<6}  {path}")?;
        }
        Ok(())
    }
}

fn read_into(lines: &mut Vec<Line>, root: &Path, folder: &str) -> Result<()> {
    let dir = root.join(folder);
    for entry in fs::read_dir(&dir).with_context(|| format!("cannot read {}", dir.display()))? {
        let name = entry
            .with_context(|| format!("cannot read {}", dir.display()))?
            .file_name();
        let path = Path::new(folder).join(name).to_string_lossy().into_owned();
        lines.push(
            Line::read(root, path.clone()).with_context(|| format!("cannot ask for {path}"))?,
        );
        if root.join(&path).is_dir() && !root.join(&path).is_symlink() {
            read_into(lines, root, &path)?;
        }
    }
    Ok(())
}

impl Line {
    fn read(root: &Path, path: String) -> io::Result<Self> {
        let full = root.join(&path);
        let metadata = fs::symlink_metadata(&full)?;
        let letter = letter(metadata.file_type());
        let mode = format!("{letter}{}", permissions(metadata.mode()));
        let device = if matches!(letter, 'b' | 'c') {
            let number = lstat(&full)?.st_rdev;
            format!("{}:{}", major(number), minor(number))
        } else {
            String::new()
        };
        Ok(Self { path, mode, device })
    }
}

fn letter(file_type: FileType) -> char {
    type Is = fn(&FileType) -> bool;
    let is: [(Is, char); 7] = [
        (FileType::is_file, '-'),
        (FileType::is_dir, 'd'),
        (FileType::is_symlink, 'l'),
        (FileTypeExt::is_fifo, 'p'),
        (FileTypeExt::is_socket, 's'),
        (FileTypeExt::is_char_device, 'c'),
        (FileTypeExt::is_block_device, 'b'),
    ];
    is.into_iter()
        .find(|(is, _)| is(&file_type))
        .map_or('?', |(_, letter)| letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permissions_are_written_as_by_ls() {
        for (mode, text) in [
            (0o000, "---------"),
            (0o640, "rw-r-----"),
            (0o755, "rwxr-xr-x"),
            (0o1777, "rwxrwxrwt"),
            (0o1666, "rw-rw-rwT"),
            (0o4755, "rwsr-xr-x"),
            (0o6644, "rwSr-Sr--"),
        ] {
            assert_eq!(permissions(mode), text, "{mode:o}");
        }
    }
}
