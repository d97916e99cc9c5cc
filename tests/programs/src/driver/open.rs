//! Every way to open something.

use crate::{Answer, Wasi};
use std::io::stdin;
use wasip2::filesystem::types::{DescriptorFlags, OpenFlags, PathFlags};

/// Opens every path that it reads on standard input, one a line, in every way, and says what came
/// of it.
///
/// What it makes it removes again, and what it truncates it fills again, so that each call finds
/// what the first found.
pub async fn open<W: Wasi>() {
    let dir = W::preopen();
    for path in stdin().lines() {
        let path = path.expect("the host gives text");
        for path_flags in [PathFlags::empty(), PathFlags::SYMLINK_FOLLOW] {
            for bits in 0..16 {
                let how = OpenFlags::from_bits_retain(bits);
                for bits in 0..8 {
                    // Read, write, and one of those that ask for synchronous writes.
                    let flags = DescriptorFlags::from_bits_retain(bits);
                    let opened = W::open_at(&dir, path_flags, &path, how, flags).await;
                    let changed = opened.is_ok() || !how.is_empty();
                    println!(
                        "{path:?} {path_flags:?} {how:?} {flags:?}: {}",
                        outcome::<W>(opened).await
                    );
                    if changed {
                        restore::<W>(&dir).await;
                    }
                }
            }
        }
    }
}

async fn outcome<W: Wasi>(opened: Answer<W::Descriptor>) -> String {
    let opened = match opened {
        Ok(opened) => opened,
        Err(error) => return error,
    };
    let stat = W::stat(&opened).await;
    let (file_type, size) = stat.expect("what is open can be looked at");
    format!(
        "{file_type:?} of {size} with {:?}, read {:?}, written {:?}, listed {}",
        W::get_flags(&opened).await,
        W::read(&opened, 3, 1).await,
        W::write(&opened, b"w", 2).await,
        W::read_directory(&opened).await.is_ok(),
    )
}

async fn restore<W: Wasi>(dir: &W::Descriptor) {
    for made in ["missing", "dir/missing", "made"] {
        // It was not made most of the time.
        let _ = W::unlink_file_at(dir, made).await;
    }
    let (nothing, write) = (PathFlags::empty(), DescriptorFlags::WRITE);
    let file = W::open_at(dir, nothing, "file", OpenFlags::empty(), write).await;
    // In a read-only directory nothing has changed.
    if let Ok(file) = file {
        let written = W::write(&file, b"content", 0).await;
        written.expect("the file can be written");
    }
}
