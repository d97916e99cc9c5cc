//! Creates a FIFO, and prints what is written to it.

use std::io::{BufRead as _, BufReader};

fn main() -> std::io::Result<()> {
    wasi_mknod::mkfifo("requests", 0o660)?;
    let requests = std::fs::File::open("requests")?;
    for line in BufReader::new(requests).lines() {
        println!("somebody wrote: {}", line?);
    }
    Ok(())
}
