//! The second plugin of a pipeline.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};

/// Turns lines into upper case, with nothing but the standard library.
pub fn filter() -> io::Result<()> {
    let mut output = BufWriter::new(File::create("/out/pipe")?);
    for line in BufReader::new(File::open("/in/pipe")?).lines() {
        writeln!(output, "{}", line?.to_uppercase())?;
    }
    output.flush()
}
