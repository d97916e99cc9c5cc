//! The second plugin of a pipeline: turns lines into upper case, with nothing but the standard library.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};

fn main() -> io::Result<()> {
    let mut output = BufWriter::new(File::create("/out/pipe")?);
    for line in BufReader::new(File::open("/in/pipe")?).lines() {
        writeln!(output, "{}", line?.to_uppercase())?;
    }
    output.flush()
}
