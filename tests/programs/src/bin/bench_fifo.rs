//! One end of the FIFOs `/there` and `/back`, by the standard library.
//!
//! * `write CHUNK COUNT` writes COUNT times CHUNK bytes there, and `read CHUNK` reads them all.
//! * `ping COUNT IDLE` and `pong COUNT` send a byte there and back, COUNT times; the first
//!   holds `/idle` open IDLE times meanwhile, and writes how many nanoseconds it took.
//! * `hold COUNT` opens `/idle` so often, says so there, and waits for a byte back.

use std::env::args;
use std::fs::File;
use std::io::{Read as _, Result, Write as _};
use std::time::Instant;

fn main() -> Result<()> {
    let arguments: Vec<String> = args().skip(1).collect();
    let number = |index: usize| -> usize { arguments[index].parse().expect("a number") };
    match arguments[0].as_str() {
        "write" => write(number(1), number(2)),
        "read" => read(number(1)),
        "ping" => ping(number(1), number(2)),
        "pong" => pong(number(1)),
        "hold" => hold(number(1)),
        word => panic!("{word:?} is nothing to do at a FIFO"),
    }
}

fn write_to(path: &str) -> Result<File> {
    File::options().write(true).open(path)
}

fn write(chunk: usize, count: usize) -> Result<()> {
    let (mut there, bytes) = (write_to("/there")?, vec![1; chunk]);
    (0..count).try_for_each(|_| there.write_all(&bytes))
}

fn read(chunk: usize) -> Result<()> {
    let (mut there, mut bytes) = (File::open("/there")?, vec![0; chunk]);
    while there.read(&mut bytes)? > 0 {}
    Ok(())
}

fn ping(count: usize, idle: usize) -> Result<()> {
    let _held = open_idle(idle)?;
    let (mut there, mut back) = (write_to("/there")?, File::open("/back")?);
    let mut byte = [7];
    let start = Instant::now();
    for _ in 0..count {
        there.write_all(&byte)?;
        back.read_exact(&mut byte)?;
    }
    println!("{}", start.elapsed().as_nanos());
    Ok(())
}

fn pong(count: usize) -> Result<()> {
    let (mut there, mut back) = (File::open("/there")?, write_to("/back")?);
    let mut byte = [0];
    for _ in 0..count {
        there.read_exact(&mut byte)?;
        back.write_all(&byte)?;
    }
    Ok(())
}

fn hold(count: usize) -> Result<()> {
    let held = open_idle(count)?;
    write_to("/there")?.write_all(&[0])?;
    File::open("/back")?.read_exact(&mut [0])?;
    drop(held);
    Ok(())
}

fn open_idle(count: usize) -> Result<Vec<File>> {
    (0..count).map(|_| File::open("/idle")).collect()
}
