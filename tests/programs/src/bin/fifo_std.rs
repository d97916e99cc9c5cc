//! What programs do that know nothing of FIFOs, with the standard library alone. The first argument
//! says what.

use std::env::args;
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};

fn main() -> io::Result<()> {
    let arguments: Vec<String> = args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        // To standard output, all at once.
        ["read", path] => print!("{}", fs::read_to_string(path)?),
        // To standard output, with the reads that the program chooses.
        ["read-twice", path] => {
            let mut file = File::open(path)?;
            let mut buffer = [0; 5];
            for _ in 0..2 {
                file.read_exact(&mut buffer)?;
                println!("{}", String::from_utf8_lossy(&buffer));
            }
        }
        ["write", path, text] => fs::write(path, text)?,
        ["append", path, text] => {
            let mut file = File::options().append(true).open(path)?;
            file.write_all(text.as_bytes())?;
            file.flush()?;
        }
        ["write-lines", path, count] => {
            let mut file = File::create(path)?;
            for line in 0..count.parse().expect("a number") {
                writeln!(file, "line {line}")?;
            }
        }
        ["count-lines", path] => {
            let file = BufReader::new(File::open(path)?);
            let lines: io::Result<Vec<String>> = file.lines().collect();
            let lines = lines?;
            println!("{} {}", lines.len(), lines.last().expect("at least one"));
        }
        ["copy", from, to] => {
            let copied = io::copy(&mut File::open(from)?, &mut File::create(to)?)?;
            println!("{copied}");
        }
        ["upper", from, to] => {
            let mut to = File::options().write(true).open(to)?;
            for line in BufReader::new(File::open(from)?).lines() {
                writeln!(to, "{}", line?.to_uppercase())?;
            }
        }
        // Both ends in one.
        ["echo", path, text] => {
            let mut file = File::options().read(true).write(true).open(path)?;
            file.write_all(text.as_bytes())?;
            let mut buffer = vec![0; text.len()];
            file.read_exact(&mut buffer)?;
            println!("{}", String::from_utf8_lossy(&buffer));
        }
        // Until it fails, and how.
        ["write-until-failure", path] => {
            let mut file = File::create(path)?;
            let error = loop {
                if let Err(error) = file.write_all(&[b'x'; 3000]) {
                    break error;
                }
            };
            println!("{:?} {:?}", error.kind(), error.raw_os_error());
        }
        ["open", path] => outcome(File::open(path).map(drop)),
        ["create", path] => outcome(File::create(path).map(drop)),
        ["list", path] => {
            let mut lines = Vec::new();
            for entry in fs::read_dir(path)? {
                let entry = entry?;
                let listed = entry.file_type()?;
                let found = fs::symlink_metadata(entry.path())?.file_type();
                let name = entry.file_name().into_string().expect("a name in UTF-8");
                lines.push(format!("{name} {listed:?} {found:?}"));
            }
            lines.sort();
            println!("{}", lines.join("\n"));
        }
        _ => panic!("{words:?} is nothing that this program does"),
    }
    Ok(())
}

fn outcome(result: io::Result<()>) {
    match result {
        Ok(()) => println!("ok"),
        Err(error) => println!("{:?} {:?}", error.kind(), error.raw_os_error()),
    }
}
