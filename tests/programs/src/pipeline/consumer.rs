//! The third plugin of a pipeline.

use crate::Digest;
use std::fs::File;
use std::io::{self, Read as _};
use std::thread::sleep;
use std::time::Duration;
use wasi_mknod::{FifoReader, mkfifo};

/// Makes the FIFO on which it listens, and tells what came through it.
///
/// `prepare FIFO` makes the FIFO, `run FIFO` reads it to its end, `slow FIFO` does so with pauses,
/// and `stop FIFO COUNT` reads that many bytes only.
pub fn consumer(arguments: impl Iterator<Item = String>) -> io::Result<()> {
    let arguments: Vec<String> = arguments.collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut digest = Digest::default();
    let mut buffer = vec![0; 65536];
    match words[..] {
        ["prepare", fifo] => return mkfifo(fifo, 0o600),
        [how @ ("run" | "slow"), fifo] => {
            let mut input = FifoReader::open(fifo)?;
            loop {
                let count = input.read(&mut buffer)?;
                if count == 0 {
                    break;
                }
                digest.update(&buffer[..count]);
                if how == "slow" && digest.length() % 7 == 0 {
                    sleep(Duration::from_millis(1));
                }
            }
        }
        ["stop", fifo, count] => {
            let count = count.parse().expect("a number of bytes");
            let mut some = vec![0; count];
            File::open(fifo)?.read_exact(&mut some)?;
            digest.update(&some);
        }
        _ => panic!("{words:?} is nothing that a consumer does"),
    }
    println!("{digest}");
    Ok(())
}
