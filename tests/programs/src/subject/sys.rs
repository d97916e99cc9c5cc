//! The calls of the C library.

use super::{BUFFER, UNKNOWN, describe, number};
use libc::{c_int, c_short};
use std::collections::HashMap;
use std::ffi::{CString, c_void};
use std::io::{Error, Result};
use std::mem::MaybeUninit;

/// Readies a native process: a write without a reader is an error and no signal.
pub fn prepare() {
    #[cfg(not(target_os = "wasi"))]
    // SAFETY: no handler is installed.
    unsafe {
        libc::signal(libc::SIGPIPE, libc::SIG_IGN);
    }
}

/// The files that are open, by the names of the scenario.
#[derive(Debug, Default)]
pub(super) struct Files(HashMap<String, c_int>);

impl Files {
    /// Makes the call `words` and returns its outcome.
    pub(super) fn perform(&mut self, words: &[&str]) -> String {
        match self.call(words) {
            Ok(outcome) => outcome,
            Err(error) => name_of(&error),
        }
    }

    fn call(&mut self, words: &[&str]) -> Result<String> {
        match *words {
            ["open", file, path, flags] => {
                let opened = open(path, flags)?;
                self.0.insert(file.to_owned(), opened);
                done()
            }
            ["close", file] => {
                let fd = self.fd(file);
                self.0.remove(file);
                // SAFETY: the number is used nowhere else.
                status(unsafe { libc::close(fd) })
            }
            ["mkfifo", path, mode] => mkfifo(path, mode),
            ["unlink", path] => {
                let path = c_string(path);
                // SAFETY: the path ends with a zero.
                status(unsafe { libc::unlink(path.as_ptr()) })
            }
            ["rename" | "link" | "symlink", from, to] => between(words[0], from, to),
            ["stat" | "lstat", path] => stat_at(path, words[0] == "stat"),
            [_, file, ..] => transfer(self.fd(file), words),
            _ => Ok(UNKNOWN.to_owned()),
        }
    }

    /// The descriptor of an open file, or a number that none has.
    fn fd(&self, file: &str) -> c_int {
        self.0.get(file).copied().unwrap_or(-1)
    }
}

/// The calls on what is open.
fn transfer(fd: c_int, words: &[&str]) -> Result<String> {
    match *words {
        ["read", _, length] => received(number(length), |buffer, length| {
            // SAFETY: the buffer has that length.
            unsafe { libc::read(fd, buffer, length) }
        }),
        ["pread", _, length, offset] => received(number(length), |buffer, length| {
            // SAFETY: the buffer has that length.
            unsafe { libc::pread(fd, buffer, length, number(offset)) }
        }),
        ["write", _, text] => sent(fd, text.as_bytes()),
        ["fill", _, length] => sent(fd, &vec![b'f'; number(length)]),
        ["pwrite", _, text, offset] => {
            // SAFETY: the text has that length.
            let count =
                unsafe { libc::pwrite(fd, text.as_ptr().cast(), text.len(), number(offset)) };
            counted(count as i64)
        }
        ["poll", _, events] => poll(fd, events, 0),
        ["wait", _, events] => poll(fd, events, -1),
        ["seek", _, offset, whence] => {
            let whence = match whence {
                "set" => libc::SEEK_SET,
                "cur" => libc::SEEK_CUR,
                _ => libc::SEEK_END,
            };
            // SAFETY: no memory is involved.
            counted(unsafe { libc::lseek(fd, number(offset), whence) })
        }
        // SAFETY: no memory is involved.
        ["truncate", _, length] => status(unsafe { libc::ftruncate(fd, number(length)) }),
        // SAFETY: no memory is involved.
        ["sync", _] => status(unsafe { libc::fsync(fd) }),
        // SAFETY: no memory is involved.
        ["datasync", _] => status(unsafe { libc::fdatasync(fd) }),
        ["touch", _] => {
            let now = timespec();
            // SAFETY: there are two times.
            status(unsafe { libc::futimens(fd, [now, now].as_ptr()) })
        }
        ["flags", _] => get_flags(fd),
        ["set", _, flag] => {
            let flags = if flag == "nonblock" {
                libc::O_NONBLOCK
            } else {
                0
            };
            // SAFETY: the command takes a number.
            status(unsafe { libc::fcntl(fd, libc::F_SETFL, flags) })
        }
        ["fstat", _] => {
            let mut found = MaybeUninit::uninit();
            // SAFETY: there is room for the structure.
            let result = unsafe { libc::fstat(fd, found.as_mut_ptr()) };
            kind(result, found)
        }
        // SAFETY: no memory is involved.
        ["terminal", _] => Ok(unsafe { libc::isatty(fd) }.to_string()),
        _ => Ok(UNKNOWN.to_owned()),
    }
}

fn open(path: &str, flags: &str) -> Result<c_int> {
    let path = c_string(path);
    let flags = flags.split('+').fold(0, |flags, word| flags | flag(word));
    // SAFETY: the path ends with a zero, and there is a mode.
    let fd = unsafe { libc::open(path.as_ptr(), flags, 0o644) };
    if fd < 0 {
        Err(Error::last_os_error())
    } else {
        Ok(fd)
    }
}

fn flag(word: &str) -> c_int {
    match word {
        "r" => libc::O_RDONLY,
        "w" => libc::O_WRONLY,
        "rw" => libc::O_RDWR,
        "nonblock" => libc::O_NONBLOCK,
        "create" => libc::O_CREAT,
        "excl" => libc::O_EXCL,
        "trunc" => libc::O_TRUNC,
        "append" => libc::O_APPEND,
        "dir" => libc::O_DIRECTORY,
        "nofollow" => libc::O_NOFOLLOW,
        _ => panic!("{word} is no flag"),
    }
}

fn between(call: &str, from: &str, to: &str) -> Result<String> {
    let (from, to) = (c_string(from), c_string(to));
    let (from, to) = (from.as_ptr(), to.as_ptr());
    // SAFETY: both paths end with a zero.
    status(unsafe {
        match call {
            "rename" => libc::rename(from, to),
            "link" => libc::link(from, to),
            _ => libc::symlink(from, to),
        }
    })
}

#[cfg(target_os = "wasi")]
fn mkfifo(path: &str, mode: &str) -> Result<String> {
    let mode = u32::from_str_radix(mode, 8).expect("an octal number");
    wasi_mknod::mkfifo(path, mode).and_then(|()| done())
}

#[cfg(not(target_os = "wasi"))]
fn mkfifo(path: &str, mode: &str) -> Result<String> {
    let path = c_string(path);
    let mode = libc::mode_t::from_str_radix(mode, 8).expect("an octal number");
    // SAFETY: the path ends with a zero.
    status(unsafe { libc::mkfifo(path.as_ptr(), mode) })
}

fn received(length: usize, read: impl FnOnce(*mut c_void, usize) -> isize) -> Result<String> {
    let mut buffer = vec![0; length.min(BUFFER)];
    let count = read(buffer.as_mut_ptr().cast(), buffer.len());
    match usize::try_from(count) {
        Ok(count) => Ok(describe(&buffer[..count])),
        Err(_) => Err(Error::last_os_error()),
    }
}

fn sent(fd: c_int, bytes: &[u8]) -> Result<String> {
    // SAFETY: the buffer has that length.
    counted(unsafe { libc::write(fd, bytes.as_ptr().cast(), bytes.len()) } as i64)
}

fn poll(fd: c_int, events: &str, timeout: c_int) -> Result<String> {
    let asked = |letter, event: c_short| if events.contains(letter) { event } else { 0 };
    let mut polled = libc::pollfd {
        fd,
        events: asked('r', libc::POLLIN) | asked('w', libc::POLLOUT),
        revents: 0,
    };
    // SAFETY: it is one structure.
    counted(unsafe { libc::poll(&mut polled, 1, timeout) }.into())?;
    let events = [
        (libc::POLLIN, "in"),
        (libc::POLLOUT, "out"),
        (libc::POLLERR, "err"),
        (libc::POLLHUP, "hup"),
        (libc::POLLNVAL, "nval"),
    ];
    let names = events.map(|(event, name)| {
        if polled.revents & event != 0 {
            name
        } else {
            ""
        }
    });
    let names: Vec<&str> = names.into_iter().filter(|name| !name.is_empty()).collect();
    Ok(if names.is_empty() {
        "nothing".to_owned()
    } else {
        names.join(" ")
    })
}

fn get_flags(fd: c_int) -> Result<String> {
    // SAFETY: the command takes nothing.
    let flags = unsafe { libc::fcntl(fd, libc::F_GETFL) };
    counted(flags.into())?;
    let access = match flags & libc::O_ACCMODE {
        libc::O_RDONLY => "r",
        libc::O_WRONLY => "w",
        _ => "rw",
    };
    let more = |flag, name| if flags & flag != 0 { name } else { "" };
    Ok(format!(
        "{access}{}{}",
        more(libc::O_NONBLOCK, "+nonblock"),
        more(libc::O_APPEND, "+append")
    ))
}

fn stat_at(path: &str, follow: bool) -> Result<String> {
    let path = c_string(path);
    let mut found = MaybeUninit::uninit();
    // SAFETY: the path ends with a zero, and there is room for the structure.
    let result = unsafe {
        match follow {
            true => libc::stat(path.as_ptr(), found.as_mut_ptr()),
            false => libc::lstat(path.as_ptr(), found.as_mut_ptr()),
        }
    };
    kind(result, found)
}

fn kind(result: c_int, found: MaybeUninit<libc::stat>) -> Result<String> {
    counted(result.into())?;
    // SAFETY: the call has succeeded.
    let mode = unsafe { found.assume_init() }.st_mode;
    Ok(match mode & libc::S_IFMT {
        libc::S_IFREG => "file",
        libc::S_IFDIR => "directory",
        libc::S_IFLNK => "link",
        libc::S_IFCHR => "character",
        libc::S_IFBLK => "block",
        // Linux's numbers. The constants of this C library may have one for both.
        0o010_000 => "fifo",
        0o140_000 => "socket",
        _ => "other",
    }
    .to_owned())
}

fn timespec() -> libc::timespec {
    libc::timespec {
        tv_sec: 1_000_000_000,
        tv_nsec: 0,
    }
}

fn c_string(path: &str) -> CString {
    CString::new(path).expect("words have no zeros")
}

fn done() -> Result<String> {
    Ok("ok".to_owned())
}

fn status(result: c_int) -> Result<String> {
    counted(result.into())?;
    done()
}

fn counted(result: i64) -> Result<String> {
    if result < 0 {
        Err(Error::last_os_error())
    } else {
        Ok(result.to_string())
    }
}

/// The name of an error, which is the same everywhere.
fn name_of(error: &Error) -> String {
    macro_rules! names {
        ($($name:ident)*) => {
            [$((libc::$name, stringify!($name))),*]
        };
    }
    let names = names! {
        EACCES EAGAIN EBADF EBUSY EEXIST EINVAL EIO EISDIR ELOOP ENODEV ENOENT ENOMEM ENOSPC ENOSYS ENOTDIR ENOTSUP
        ENOTTY ENXIO EPERM EPIPE EROFS ESPIPE ETXTBSY EXDEV
    };
    let code = error.raw_os_error();
    let known = names.iter().find(|(number, _)| Some(*number) == code);
    known.map_or_else(|| format!("{code:?}"), |(_, name)| (*name).to_owned())
}
