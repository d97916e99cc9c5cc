//! Opens every path that it reads on standard input, one a line, in every way, and says what came of it.
//!
//! What it makes it removes again, and what it truncates it fills again, so that each call finds what the first found.

use std::io::stdin;
use wasi_mknod_test_programs::guest::preopen;
use wasip2::filesystem::types::{Descriptor, DescriptorFlags, OpenFlags, PathFlags};

fn main() {
    let dir = preopen();
    for path in stdin().lines() {
        let path = path.expect("the host gives text");
        for path_flags in [PathFlags::empty(), PathFlags::SYMLINK_FOLLOW] {
            for bits in 0..16 {
                let how = OpenFlags::from_bits_retain(bits);
                for bits in 0..8 {
                    // Read, write, and one of those that ask for synchronous writes.
                    let flags = DescriptorFlags::from_bits_retain(bits);
                    println!(
                        "{path:?} {path_flags:?} {how:?} {flags:?}: {}",
                        outcome(&dir, &path, path_flags, how, flags)
                    );
                    restore(&dir);
                }
            }
        }
    }
}

fn outcome(
    dir: &Descriptor,
    path: &str,
    path_flags: PathFlags,
    how: OpenFlags,
    flags: DescriptorFlags,
) -> String {
    let opened = match dir.open_at(path_flags, path, how, flags) {
        Ok(opened) => opened,
        Err(error) => return error.name().to_owned(),
    };
    let stat = opened.stat().expect("what is open can be looked at");
    format!(
        "{:?} of {} with {:?}, read {:?}, written {:?}, listed {}",
        stat.type_,
        stat.size,
        opened.get_flags(),
        opened.read(3, 1).map(|(bytes, _)| bytes),
        opened.write(b"w", 2),
        opened.read_directory().is_ok(),
    )
}

fn restore(dir: &Descriptor) {
    for made in ["missing", "dir/missing", "made"] {
        // It was not made most of the time.
        let _ = dir.unlink_file_at(made);
    }
    let file = dir.open_at(
        PathFlags::empty(),
        "file",
        OpenFlags::empty(),
        DescriptorFlags::WRITE,
    );
    // In a read-only directory nothing has changed.
    if let Ok(file) = file {
        file.write(b"content", 0).expect("the file can be written");
    }
}
