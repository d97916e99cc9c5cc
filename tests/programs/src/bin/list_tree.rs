//! `list_tree DIR [FILE]`: lists what is in a directory, as `ls -l` does, and reads eight bytes of a
//! file. The files are found by the standard library, and their types and numbers by this project.

use std::fs::{File, read_dir};
use std::io::{self, Read as _};
use std::path::Path;
use wasi_mknod::{FileType, Metadata, symlink_metadata};

fn main() -> io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let root = arguments.next().unwrap_or_default();
    list(Path::new(&root), "")?;
    if let Some(file) = arguments.next() {
        let mut bytes = [0xff; 8];
        let count = File::open(&file)?.read(&mut bytes)?;
        println!("{file}: {:?}", &bytes[..count]);
    }
    Ok(())
}

fn list(root: &Path, path: &str) -> io::Result<()> {
    let entries = read_dir(root.join(path))?;
    let names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    let mut names: Vec<String> = names.collect::<io::Result<_>>()?;
    names.sort();
    for name in names {
        let path = Path::new(path).join(name).to_string_lossy().into_owned();
        let found = symlink_metadata(root.join(&path))?;
        println!("{}", line(&found, &path));
        if found.is_dir() {
            list(root, &path)?;
        }
    }
    Ok(())
}

fn line(found: &Metadata, path: &str) -> String {
    let (letter, device) = match found.file_type() {
        FileType::RegularFile => ('-', None),
        FileType::Directory => ('d', None),
        FileType::SymbolicLink => ('l', None),
        FileType::Fifo => ('p', None),
        FileType::Socket => ('s', None),
        FileType::CharacterDevice(device) => ('c', Some(device)),
        FileType::BlockDevice(device) => ('b', Some(device)),
        FileType::Unknown => ('?', None),
    };
    let device = device.map_or(String::new(), |device| {
        format!("{}:{}", device.major, device.minor)
    });
    let owner = match (found.uid(), found.gid()) {
        (Some(user), Some(group)) => format!("{user}:{group}"),
        _ => "-".to_owned(),
    };
    let mode = found.mode() & 0o7777;
    format!("{letter} {mode:04o} {owner:<11} {device:<4} {path}")
}
