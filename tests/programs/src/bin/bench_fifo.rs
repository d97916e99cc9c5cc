//! One end of the FIFOs `/there` and `/back`, by the standard library.
//!
//! * `write CHUNK COUNT` writes COUNT times CHUNK bytes there, and `read CHUNK` reads them all.
//! * `ping COUNT IDLE` and `pong COUNT` send a byte there and back, COUNT times; the first
//!   holds `/idle` open IDLE times meanwhile, and writes how many nanoseconds it took.
//! * `latency COUNT` is a `ping` that writes the median of the round trips and their 99th percentile.
//! * `wait` opens `/idle`, says so on standard output, and reads to its end.
//! * `begin CHUNK COUNT` reads a byte from `/go` and then does what `write` does; `copy CHUNK` copies
//!   from there back, and `sink CHUNK` reads back to the end.
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
        "begin" => begin(number(1), number(2)),
        "copy" => copy(number(1)),
        "read" => read("/there", number(1)),
        "sink" => read("/back", number(1)),
        "latency" => latency(number(1)),
        "wait" => wait(),
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

fn begin(chunk: usize, count: usize) -> Result<()> {
    File::open("/go")?.read_exact(&mut [0])?;
    write(chunk, count)
}

fn copy(chunk: usize) -> Result<()> {
    let (mut there, mut back) = (File::open("/there")?, write_to("/back")?);
    let mut bytes = vec![0; chunk];
    loop {
        match there.read(&mut bytes)? {
            0 => return Ok(()),
            length => back.write_all(&bytes[..length])?,
        }
    }
}

fn read(path: &str, chunk: usize) -> Result<()> {
    let (mut pipe, mut bytes) = (File::open(path)?, vec![0; chunk]);
    while pipe.read(&mut bytes)? > 0 {}
    Ok(())
}

fn latency(count: usize) -> Result<()> {
    let (mut there, mut back) = (write_to("/there")?, File::open("/back")?);
    let mut byte = [7];
    let mut times = Vec::with_capacity(count);
    for _ in 0..count {
        let start = Instant::now();
        there.write_all(&byte)?;
        back.read_exact(&mut byte)?;
        times.push(start.elapsed());
    }
    times.sort();
    let (median, late) = (times[count / 2], times[count * 99 / 100]);
    println!("{} {}", median.as_nanos(), late.as_nanos());
    Ok(())
}

fn wait() -> Result<()> {
    let mut idle = File::open("/idle")?;
    println!("open");
    while idle.read(&mut [0])? > 0 {}
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
