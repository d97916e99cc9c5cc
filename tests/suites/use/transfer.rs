//! What the other end does with an open file.

use crate::scenario::WAITS;
use crate::subject::{GRACE, LIMIT};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{Errno, ioctl_fionread};
use std::fs::File;
use std::io::{Error, Read as _, Result, Write as _};
use std::time::{Duration, Instant};
use wasi_mknod_tests::{readable, ready};

/// Does what `words` say and returns the outcome.
pub(crate) fn transfer(mut file: &File, words: &[&str], expected: Option<&str>) -> Result<String> {
    match *words {
        ["write", _, text] => write(file, text.as_bytes()),
        ["fill", _, length] => write(file, &vec![b'p'; number(length)]),
        // One call, which does not wait.
        ["put", _, length] => Ok(file.write(&vec![b'p'; number(length)])?.to_string()),
        ["line", _, text] => write(file, format!("{text}\n").as_bytes()),
        ["key", _, byte] => write(file, &[number(byte)]),
        ["take", _, length] => take(file, number(length), expected),
        ["try", _, length] => {
            let mut bytes = vec![0; number(length)];
            let count = file.read(&mut bytes)?;
            Ok(describe(&bytes[..count]))
        }
        ["queued", _, length] => queued(file, number(length)),
        ["poll", _, events] => events_of(file, events),
        _ => panic!("{words:?} is nothing that the other end does"),
    }
}

fn write(mut file: &File, mut bytes: &[u8]) -> Result<String> {
    let (begin, length) = (Instant::now(), bytes.len());
    while !bytes.is_empty() && begin.elapsed() < LIMIT {
        match file.write(bytes) {
            Ok(count) => bytes = &bytes[count..],
            Err(error) if is_again(&error) => drop(ready(file, PollFlags::OUT, LIMIT)),
            Err(error) => return Err(error),
        }
    }
    Ok((length - bytes.len()).to_string())
}

/// Reads so many bytes, or up to the end.
fn take(mut file: &File, length: usize, expected: Option<&str>) -> Result<String> {
    let (mut bytes, mut rest) = (Vec::new(), length);
    let limit = if expected == Some(WAITS) {
        GRACE
    } else {
        LIMIT
    };
    while rest > 0 {
        let mut buffer = vec![0; rest];
        match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => {
                bytes.extend(&buffer[..count]);
                rest -= count;
            }
            Err(error) if is_again(&error) => {
                if !readable(file, limit) {
                    return Ok(WAITS.to_owned());
                }
            }
            Err(error) => return Err(error),
        }
    }
    Ok(describe(&bytes))
}

/// Waits until so many bytes are in the pipe, and says how many there are.
fn queued(file: &File, length: u64) -> Result<String> {
    let begin = Instant::now();
    loop {
        let queued = ioctl_fionread(file)?;
        if queued == length || begin.elapsed() > LIMIT {
            return Ok(queued.to_string());
        }
        std::thread::yield_now();
    }
}

fn events_of(file: &File, events: &str) -> Result<String> {
    let mut asked = PollFlags::empty();
    asked.set(PollFlags::IN, events.contains('r'));
    asked.set(PollFlags::OUT, events.contains('w'));
    let mut polled = [PollFd::new(file, asked)];
    let now = Timespec::try_from(Duration::ZERO).expect("no time at all");
    poll(&mut polled, Some(&now))?;
    let found = polled[0].revents();
    let names = [
        (PollFlags::IN, "in"),
        (PollFlags::OUT, "out"),
        (PollFlags::ERR, "err"),
        (PollFlags::HUP, "hup"),
    ];
    let names = names.iter().filter(|(event, _)| found.contains(*event));
    let names: Vec<&str> = names.map(|(_, name)| *name).collect();
    Ok(names.join(" "))
}

fn describe(bytes: &[u8]) -> String {
    match bytes {
        [first, rest @ ..] if bytes.len() > 32 && rest.iter().all(|byte| byte == first) => {
            format!("{} times {}", bytes.len(), first.escape_ascii())
        }
        _ if bytes.len() > 32 => format!("{} mixed", bytes.len()),
        _ => format!("{} {}", bytes.len(), bytes.escape_ascii()),
    }
}

fn is_again(error: &Error) -> bool {
    error.raw_os_error() == Some(Errno::AGAIN.raw_os_error())
}

fn number<T: std::str::FromStr<Err: std::fmt::Debug>>(word: &str) -> T {
    word.parse().expect("the scenarios have numbers here")
}
