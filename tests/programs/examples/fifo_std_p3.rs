//! What `fifo_std` does, by the `wasi:filesystem` of WASI 0.3 alone: it knows nothing of FIFOs
//! either.
//!
//! Errors it tells as the standard library would, by the numbers of wasi-libc.

use futures::join;
use std::io::Error;
use wasi_mknod_test_programs::{Answer, P3, Wasi, error_name, run};
use wasip2::filesystem::types::{DescriptorFlags, DescriptorType, OpenFlags, PathFlags};
use wasip3::filesystem::types::Descriptor;
use wasip3::wit_stream;

const NOTHING: OpenFlags = OpenFlags::empty();
const NEW: OpenFlags = OpenFlags::CREATE.union(OpenFlags::TRUNCATE);
const READ: DescriptorFlags = DescriptorFlags::READ;
const WRITE: DescriptorFlags = DescriptorFlags::WRITE;

run!(async {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["read", path] => print!("{}", read(path).await),
        ["read-twice", path] => read_twice(path).await,
        ["write", path, text] => write(path, NEW, Some(0), text).await,
        ["append", path, text] => write(path, NOTHING, None, text).await,
        ["write-lines", path, count] => write_lines(path, count.parse().unwrap()).await,
        ["count-lines", path] => {
            let text = read(path).await;
            let last = text.lines().last().unwrap();
            println!("{} {last}", text.lines().count());
        }
        ["upper", from, to] => upper(from, to).await,
        ["echo", path, text] => echo(path, text).await,
        ["write-until-failure", path] => write_until_failure(path).await,
        ["open", path] => outcome(open(path, NOTHING, READ).await.map(drop)),
        ["create", path] => outcome(open(path, NEW, WRITE).await.map(drop)),
        ["list", path] => list(path).await,
        _ => panic!("{words:?} is nothing that this program does"),
    }
});

async fn open(path: &str, how: OpenFlags, flags: DescriptorFlags) -> Answer<Descriptor> {
    let (dir, follow) = (P3::preopen(), PathFlags::SYMLINK_FOLLOW);
    P3::open_at(&dir, follow, path.trim_start_matches('/'), how, flags).await
}

/// All at once.
async fn read(path: &str) -> String {
    let file = open(path, NOTHING, READ).await.unwrap();
    String::from_utf8(P3::stream_in(&file, 0).await.unwrap()).unwrap()
}

/// With the reads that the program chooses.
async fn read_twice(path: &str) {
    let file = open(path, NOTHING, READ).await.unwrap();
    let (mut stream, _ending) = file.read_via_stream(0);
    for _ in 0..2 {
        let mut text = Vec::new();
        while text.len() < 5 {
            let (_, more) = stream.read(Vec::with_capacity(5 - text.len())).await;
            text.extend(more);
        }
        println!("{}", String::from_utf8(text).unwrap());
    }
}

async fn write(path: &str, how: OpenFlags, offset: Option<u64>, text: &str) {
    let file = open(path, how, WRITE).await.unwrap();
    let written = P3::stream_out(&file, offset, text.as_bytes()).await;
    written.unwrap();
}

async fn write_lines(path: &str, count: usize) {
    let file = open(path, NEW, WRITE).await.unwrap();
    let (mut writer, data) = wit_stream::new();
    let (written, ()) = join!(file.write_via_stream(data, 0).into_future(), async {
        for line in 0..count {
            let rest = writer.write_all(format!("line {line}\n").into_bytes());
            assert!(rest.await.is_empty());
        }
        drop(writer);
    });
    written.unwrap();
}

/// As it comes.
async fn upper(from: &str, to: &str) {
    let to = open(to, NOTHING, WRITE).await.unwrap();
    let from = open(from, NOTHING, READ).await.unwrap();
    let (mut stream, ending) = from.read_via_stream(0);
    let (mut writer, data) = wit_stream::new();
    let (written, ()) = join!(to.write_via_stream(data, 0).into_future(), async {
        loop {
            let (_, mut text) = stream.read(Vec::with_capacity(4096)).await;
            if text.is_empty() {
                break;
            }
            text.make_ascii_uppercase();
            assert!(writer.write_all(text).await.is_empty());
        }
        drop(writer);
    });
    written.unwrap();
    ending.await.unwrap();
}

/// Both ends in one.
async fn echo(path: &str, text: &str) {
    let file = open(path, NOTHING, READ | WRITE).await.unwrap();
    let written = P3::stream_out(&file, Some(0), text.as_bytes()).await;
    written.unwrap();
    let read = P3::read(&file, text.len(), 0).await.unwrap();
    println!("{}", String::from_utf8(read).unwrap());
}

/// Until it fails, and how.
async fn write_until_failure(path: &str) {
    let file = open(path, NEW, WRITE).await.unwrap();
    let (mut writer, data) = wit_stream::new();
    let (written, ()) = join!(file.write_via_stream(data, 0).into_future(), async {
        while writer.write_all(vec![b'x'; 3000]).await.is_empty() {}
    });
    let error = error(&error_name(written.unwrap_err()));
    println!("{:?} {:?}", error.kind(), error.raw_os_error());
}

async fn list(path: &str) {
    let dir = match path.trim_start_matches('/') {
        "" => P3::preopen(),
        path => P3::open(&P3::preopen(), path).await.unwrap(),
    };
    let mut lines = Vec::new();
    for (name, listed) in P3::read_directory(&dir).await.unwrap() {
        let found = P3::type_at(&dir, PathFlags::empty(), &name).await.unwrap();
        let [listed, found] = [listed, found].map(file_type);
        lines.push(format!("{name} {listed} {found}"));
    }
    lines.sort();
    println!("{}", lines.join("\n"));
}

/// What the standard library knows of a type.
fn file_type(file_type: DescriptorType) -> String {
    format!(
        "FileType {{ is_file: {}, is_dir: {}, is_symlink: {}, .. }}",
        file_type == DescriptorType::RegularFile,
        file_type == DescriptorType::Directory,
        file_type == DescriptorType::SymbolicLink,
    )
}

fn outcome(answer: Answer) {
    match answer.map_err(|name| error(&name)) {
        Ok(()) => println!("ok"),
        Err(error) => println!("{:?} {:?}", error.kind(), error.raw_os_error()),
    }
}

fn error(name: &str) -> Error {
    Error::from_raw_os_error(match name {
        "insufficient-space" => 51,
        "is-directory" => 31,
        "loop" => 32,
        "no-such-device" => 60,
        "not-permitted" => 63,
        "pipe" => 64,
        name => panic!("{name} is no error that is expected"),
    })
}
