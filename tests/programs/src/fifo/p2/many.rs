//! A thousand FIFOs, open at both ends at once.

use std::fs::File;
use std::io::{Read as _, Write as _};
use wasi_mknod::{FifoReader, FifoWriter, mkfifo};

const COUNT: usize = 1000;

pub(super) fn many() {
    let names: Vec<String> = (0..COUNT).map(|n| format!("/fifo-{n}")).collect();
    for name in &names {
        mkfifo(name, 0o600).unwrap();
    }
    let mut readers: Vec<FifoReader> = names[..COUNT / 2]
        .iter()
        .map(|name| FifoReader::open(name).unwrap())
        .collect();
    let mut files: Vec<File> = names[COUNT / 2..]
        .iter()
        .map(|name| File::open(name).unwrap())
        .collect();
    let mut writers: Vec<FifoWriter> = names
        .iter()
        .map(|name| FifoWriter::open(name).unwrap())
        .collect();
    // What the host counts its threads by.
    println!("open");
    for (name, writer) in names.iter().zip(&mut writers) {
        writer.write_all(name.as_bytes()).unwrap();
    }
    drop(writers);
    for (n, name) in names.iter().enumerate() {
        let mut text = String::new();
        match n.checked_sub(COUNT / 2) {
            None => readers[n].read_to_string(&mut text).unwrap(),
            Some(n) => files[n].read_to_string(&mut text).unwrap(),
        };
        assert_eq!(text, *name);
    }
}
