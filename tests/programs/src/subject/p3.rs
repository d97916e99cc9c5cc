//! The calls of `wasi:filesystem` 0.3.

use super::{BEGUN, UNKNOWN, describe, number, say, words};
use crate::{Answer, Kind, P3, Wasi, error_name};
use futures::join;
use std::collections::HashMap;
use std::io;
use wasip2::filesystem::types::{DescriptorFlags, DescriptorType, OpenFlags, PathFlags};
use wasip3::filesystem::preopens::get_directories;
use wasip3::filesystem::types::{Descriptor, NewTimestamp};
use wasip3::wit_stream;

/// What [`converse`](super::converse) does, by WASI 0.3.
///
/// # Errors
///
/// Standard input or standard output fails.
pub async fn converse() -> io::Result<()> {
    let mut files = Files::default();
    let mut line = String::new();
    while io::stdin().read_line(&mut line)? > 0 {
        say(BEGUN)?;
        say(&files.perform(&words(&line)).await)?;
        line.clear();
    }
    Ok(())
}

#[derive(Default)]
struct Files(HashMap<String, Descriptor>);

impl Files {
    async fn perform(&mut self, words: &[&str]) -> String {
        let outcome = match *words {
            ["open", file, path, flags] => match open(path, flags).await {
                Ok(Some(opened)) => {
                    self.0.insert(file.to_owned(), opened);
                    ok(Ok(()))
                }
                Ok(None) => return UNKNOWN.to_owned(),
                Err(error) => Err(error),
            },
            ["close", file] => return self.0.remove(file).map_or("EBADF", |_| "ok").to_owned(),
            ["mkfifo", path, mode] => {
                let mode = u16::from_str_radix(mode, 8).expect("an octal number");
                let (dir, path) = beneath(path);
                ok(P3::make_node(&dir, path, Kind::Fifo, mode).await)
            }
            ["unlink", path] => {
                let (dir, path) = beneath(path);
                ok(P3::unlink_file_at(&dir, path).await)
            }
            ["rename", from, to] => {
                let ((dir, from), (to_dir, to)) = (beneath(from), beneath(to));
                ok(P3::rename_at(&dir, from, &to_dir, to).await)
            }
            ["link", from, to] => {
                let ((dir, from), (to_dir, to)) = (beneath(from), beneath(to));
                ok(P3::link_at(&dir, from, &to_dir, to).await)
            }
            ["symlink", target, path] => {
                let (dir, path) = beneath(path);
                ok(P3::symlink_at(&dir, target, path).await)
            }
            ["stat" | "lstat", path] => {
                let (dir, path) = beneath(path);
                let follow = match words[0] {
                    "stat" => PathFlags::SYMLINK_FOLLOW,
                    _ => PathFlags::empty(),
                };
                P3::type_at(&dir, follow, path).await.map(kind)
            }
            [_, file, ..] => match self.0.get(file) {
                Some(file) => match transfer(file, words).await {
                    Some(outcome) => outcome,
                    None => return UNKNOWN.to_owned(),
                },
                None => return "EBADF".to_owned(),
            },
            _ => return UNKNOWN.to_owned(),
        };
        outcome.unwrap_or_else(|name| errno(&name))
    }
}

/// The calls on what is open; `None` for those that have no counterpart.
async fn transfer(file: &Descriptor, words: &[&str]) -> Option<Answer<String>> {
    Some(match *words {
        ["read", _, length] => {
            let read = P3::read(file, number(length), 0).await;
            read.map(|bytes| describe(&bytes))
        }
        ["write", _, text] => sent(file, text.as_bytes()).await,
        ["fill", _, length] => sent(file, &vec![b'f'; number(length)]).await,
        ["truncate", _, length] => ok(file.set_size(number(length)).await.map_err(error_name)),
        ["sync", _] => ok(file.sync().await.map_err(error_name)),
        ["datasync", _] => ok(file.sync_data().await.map_err(error_name)),
        ["touch", _] => {
            let set = file.set_times(NewTimestamp::Now, NewTimestamp::Now);
            ok(set.await.map_err(error_name))
        }
        ["fstat", _] => P3::get_type(file).await.map(kind),
        _ => return None,
    })
}

/// Writes and says how much was taken, as `write` does: a failure shows where nothing was.
async fn sent(file: &Descriptor, bytes: &[u8]) -> Answer<String> {
    let (mut writer, data) = wit_stream::new();
    let ending = file.write_via_stream(data, 0).into_future();
    let (answer, rest) = join!(ending, async {
        let rest = writer.write_all(bytes.to_vec()).await;
        drop(writer);
        rest
    });
    match (answer, bytes.len() - rest.len()) {
        (Err(error), 0) => Err(error_name(error)),
        (_, count) => Ok(count.to_string()),
    }
}

/// Opens what is at `path`; `None` where there is no such flag.
async fn open(path: &str, flags: &str) -> Answer<Option<Descriptor>> {
    let (dir, path) = beneath(path);
    let mut how = OpenFlags::empty();
    let mut access = DescriptorFlags::empty();
    let mut follow = PathFlags::SYMLINK_FOLLOW;
    for word in flags.split('+') {
        match word {
            "r" => access |= DescriptorFlags::READ,
            "w" => access |= DescriptorFlags::WRITE,
            "rw" => access |= DescriptorFlags::READ | DescriptorFlags::WRITE,
            "create" => how |= OpenFlags::CREATE,
            "excl" => how |= OpenFlags::EXCLUSIVE,
            "trunc" => how |= OpenFlags::TRUNCATE,
            "dir" => how |= OpenFlags::DIRECTORY,
            "nofollow" => follow = PathFlags::empty(),
            _ => return Ok(None),
        }
    }
    P3::open_at(&dir, follow, path, how, access).await.map(Some)
}

/// The preopened directory in which a path lies, and the rest of the path.
fn beneath(path: &str) -> (Descriptor, &str) {
    let mut root = None;
    for (dir, name) in get_directories() {
        let rest = path.strip_prefix(name.trim_start_matches('/'));
        match rest.and_then(|rest| rest.strip_prefix('/')) {
            Some(rest) if name != "/" => return (dir, rest),
            _ if name == "/" => root = Some(dir),
            _ => {}
        }
    }
    (root.expect("the host gives a root"), path)
}

fn kind(kind: DescriptorType) -> String {
    match kind {
        DescriptorType::RegularFile => "file",
        DescriptorType::Directory => "directory",
        DescriptorType::SymbolicLink => "link",
        DescriptorType::CharacterDevice => "character",
        DescriptorType::BlockDevice => "block",
        DescriptorType::Fifo => "fifo",
        DescriptorType::Socket => "socket",
        DescriptorType::Unknown => "other",
    }
    .to_owned()
}

fn ok(answer: Answer) -> Answer<String> {
    answer.map(|()| "ok".to_owned())
}

/// The name that an error has in C.
fn errno(name: &str) -> String {
    match name {
        "access" => "EACCES",
        "bad-descriptor" => "EBADF",
        "busy" => "EBUSY",
        "exist" => "EEXIST",
        "insufficient-space" => "ENOSPC",
        "invalid" => "EINVAL",
        "invalid-seek" => "ESPIPE",
        "io" => "EIO",
        "is-directory" => "EISDIR",
        "loop" => "ELOOP",
        "no-entry" => "ENOENT",
        "no-such-device" => "ENXIO",
        "not-directory" => "ENOTDIR",
        "not-permitted" => "EPERM",
        "pipe" => "EPIPE",
        "read-only" => "EROFS",
        "unsupported" => "ENOTSUP",
        "would-block" => "EAGAIN",
        name => name,
    }
    .to_owned()
}
