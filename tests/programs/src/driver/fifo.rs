//! The functions on open descriptors of FIFOs.

use crate::{Answer, FifoCalls};
use std::collections::HashMap;
use std::io::{Write as _, stdin, stdout};
use wasi_mknod::bindings::fifo::Events;
use wasip2::filesystem::types::{DescriptorFlags, OpenFlags, PathFlags};

/// The names of events, in their order.
const EVENTS: [(&str, Events); 5] = [
    ("in", Events::READABLE),
    ("out", Events::WRITABLE),
    ("hup", Events::HANG_UP),
    ("err", Events::ERROR),
    ("connected", Events::CONNECTED),
];

/// Makes the calls that it reads on standard input, one a line, and says what came of each.
///
/// A path that begins with `dev/` starts at the second preopened directory. Events are joined by
/// `+`, and `-` stands for none.
pub async fn fifo<W: FifoCalls>() {
    let mut files = HashMap::new();
    for line in stdin().lines() {
        let line = line.expect("the host gives text");
        let words: Vec<&str> = line.split(' ').collect();
        let answer = match *words {
            ["open", file, path, flags] => open::<W>(path, flags).await.map(|opened| {
                files.insert(file.to_owned(), opened);
                "ok".to_owned()
            }),
            ["close", file] => {
                drop(files.remove(file));
                Ok("ok".to_owned())
            }
            [call, file, ref rest @ ..] => perform::<W>(&files[file], call, rest).await,
            _ => panic!("{line} is no call"),
        };
        say(&answer.unwrap_or_else(|error| error));
    }
}

async fn open<W: FifoCalls>(path: &str, flags: &str) -> Answer<W::Descriptor> {
    let (start, path) = match path.strip_prefix("dev/") {
        Some(device) => (1, device),
        None => (0, path),
    };
    let dir = W::preopens().swap_remove(start);
    let mut how = DescriptorFlags::empty();
    how.set(DescriptorFlags::READ, flags.contains('r'));
    how.set(DescriptorFlags::WRITE, flags.contains('w'));
    W::open_at(&dir, PathFlags::empty(), path, OpenFlags::empty(), how).await
}

async fn perform<W: FifoCalls>(fd: &W::Descriptor, call: &str, rest: &[&str]) -> Answer<String> {
    Ok(match (call, rest) {
        ("poll", []) => names(W::poll(fd).await?),
        ("read", [length]) => match W::try_read(fd, number(length)).await? {
            Some(bytes) => bytes.len().to_string(),
            None => "again".to_owned(),
        },
        ("write", [length]) => {
            let bytes = vec![b'g'; number(length) as usize];
            match W::try_write(fd, &bytes).await? {
                Some(count) => count.to_string(),
                None => "again".to_owned(),
            }
        }
        ("ready", [wanted]) => match W::is_ready(fd, events(wanted)).await? {
            true => "ready".to_owned(),
            false => "waits".to_owned(),
        },
        ("wait", wanted) => {
            let wanted: Vec<Events> = wanted.iter().map(|wanted| events(wanted)).collect();
            W::wait_for(fd, &wanted, || say("waits")).await?;
            "ready".to_owned()
        }
        _ => panic!("{call} {rest:?} is no call"),
    })
}

fn number(word: &str) -> u32 {
    word.parse().expect("the host gives numbers here")
}

fn events(words: &str) -> Events {
    let wanted = |name| words.split('+').any(|word| word == name);
    let flags = EVENTS.into_iter().filter(|(name, _)| wanted(*name));
    flags.fold(Events::empty(), |events, (_, flag)| events | flag)
}

fn names(events: Events) -> String {
    let held = EVENTS.iter().filter(|(_, flag)| events.contains(*flag));
    let names: Vec<&str> = held.map(|(name, _)| *name).collect();
    match &*names {
        [] => "-".to_owned(),
        names => names.join("+"),
    }
}

fn say(line: &str) {
    println!("{line}");
    stdout().flush().expect("the host reads");
}
