//! The first plugin of a pipeline.

use std::fs::File;
use std::io::{self, Read as _};
use wasi_mknod::mkfifo;

/// Makes the FIFO through which it talks, and sends a file through it.
///
/// `prepare FIFO` makes the FIFO, `run FILE FIFO` sends, and `run FILE FIFO COUNT` dies after that
/// many bytes.
pub fn producer(arguments: impl Iterator<Item = String>) -> io::Result<()> {
    let arguments: Vec<String> = arguments.collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["prepare", fifo] => mkfifo(fifo, 0o600),
        ["run", file, fifo] => {
            io::copy(&mut File::open(file)?, &mut File::create(fifo)?)?;
            Ok(())
        }
        ["run", file, fifo, count] => {
            let count = count.parse().expect("a number of bytes");
            io::copy(&mut File::open(file)?.take(count), &mut File::create(fifo)?)?;
            panic!("dead after {count} bytes, as was asked for");
        }
        _ => panic!("{words:?} is nothing that a producer does"),
    }
}
