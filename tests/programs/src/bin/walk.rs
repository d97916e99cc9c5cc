//! Uses every entry of `/` by the standard library, and says on a line each what came of it.
//!
//! It knows nothing of this project. The suite `modules` runs it as a core module of WASI 0.1.

use std::fmt::Debug;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

fn main() {
    let mut names = Vec::new();
    match fs::read_dir("/") {
        Err(error) => say("/ - read_dir", Err::<(), _>(error)),
        Ok(entries) => {
            for entry in entries {
                match entry {
                    Ok(entry) => {
                        let name = entry.file_name().to_string_lossy().into_owned();
                        say(&format!("{name} - entry"), entry.file_type());
                        names.push(name);
                    }
                    Err(error) => say("/ - entry", Err::<(), _>(error)),
                }
            }
        }
    }
    // Files change each other by links: the order matters.
    names.sort();
    for name in &names {
        look(name);
    }
    println!("walked");
}

/// Errors are told by their numbers: their texts are those of one C library.
fn say<T: Debug>(what: &str, result: io::Result<T>) {
    match result {
        Ok(value) => println!("{what}: {value:?}"),
        Err(error) => println!(
            "{what}: error {:?} {:?}",
            error.kind(),
            error.raw_os_error()
        ),
    }
}

/// Sets what a file is opened for.
type Set = fn(&mut OpenOptions) -> &mut OpenOptions;

fn look(name: &str) {
    let path = Path::new("/").join(name);
    let lstat = fs::symlink_metadata(&path);
    say(
        &format!("{name} - lstat"),
        lstat.map(|found| found.file_type()),
    );
    let stat = fs::metadata(&path);
    say(
        &format!("{name} - stat"),
        stat.map(|found| found.file_type()),
    );
    say(&format!("{name} - link"), fs::read_link(&path));
    let modes: [(&str, Set); 5] = [
        ("read", |options| options.read(true)),
        ("write", |options| options.write(true)),
        ("both", |options| options.read(true).write(true)),
        ("append", |options| options.append(true)),
        ("create", |options| {
            options.write(true).create(true).truncate(true)
        }),
    ];
    for (mode, set) in modes {
        let mut options = File::options();
        match set(&mut options).open(&path) {
            Ok(file) => {
                println!("{name} {mode} open: ok");
                use_file(&format!("{name} {mode}"), file);
            }
            Err(error) => say(&format!("{name} {mode} open"), Err::<(), _>(error)),
        }
    }
}

fn use_file(what: &str, mut file: File) {
    let mut buffer = [0; 16];
    say(
        &format!("{what} metadata"),
        file.metadata().map(|found| found.file_type()),
    );
    say(&format!("{what} read"), file.read(&mut buffer));
    say(&format!("{what} write"), file.write(b"x"));
    say(&format!("{what} seek"), file.stream_position());
    say(&format!("{what} end"), file.seek(SeekFrom::End(0)));
    say(&format!("{what} read at the end"), file.read(&mut buffer));
    say(&format!("{what} set_len"), file.set_len(40));
    say(&format!("{what} sync"), file.sync_all());
    say(&format!("{what} sync_data"), file.sync_data());
}
