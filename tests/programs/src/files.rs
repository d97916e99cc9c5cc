//! Calls of `wasi:filesystem` that the host crate replaces, to be timed.

use crate::{Answer, SAME, Wasi};
use std::time::{Duration, Instant};
use wasip2::filesystem::types::{DescriptorFlags, NewTimestamp, OpenFlags, PathFlags};

/// The name of the directory of [`FileCall::OpenDirectory`] and [`FileCall::List`].
pub const DIRECTORY: &str = "directory";

/// The number of entries of [`DIRECTORY`].
pub const ENTRIES: usize = 100;

/// The number of bytes that a read or a write moves.
pub const LENGTH: usize = 64;

/// A call, with the close of what it opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileCall {
    /// `open-at` of a regular file.
    Open,
    /// `open-at` of a regular file that is made by it.
    OpenNew,
    /// `open-at` of a directory.
    OpenDirectory,
    /// `open-at` of a name that does not exist.
    OpenMissing,
    /// `get-type` of a regular file.
    GetType,
    /// `stat` of a regular file.
    Stat,
    /// `stat-at` of a regular file.
    StatAt,
    /// `set-times-at` of a regular file, following symbolic links.
    SetTimesAt,
    /// A positioned read of [`LENGTH`] bytes: in WASI 0.3 by `read-via-stream`.
    Read,
    /// `read-via-stream` of a file of [`LENGTH`] bytes, to its end.
    ReadStream,
    /// `write-via-stream` of [`LENGTH`] bytes.
    WriteStream,
    /// One entry of a listing of [`ENTRIES`] entries.
    List,
}

impl FileCall {
    /// Every call.
    pub const ALL: [Self; 12] = [
        Self::Open,
        Self::OpenNew,
        Self::OpenDirectory,
        Self::OpenMissing,
        Self::GetType,
        Self::Stat,
        Self::StatAt,
        Self::SetTimesAt,
        Self::Read,
        Self::ReadStream,
        Self::WriteStream,
        Self::List,
    ];

    /// The word for a guest's command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::OpenNew => "open-new",
            Self::OpenDirectory => "open-directory",
            Self::OpenMissing => "open-missing",
            Self::GetType => "get-type",
            Self::Stat => "stat",
            Self::StatAt => "stat-at",
            Self::SetTimesAt => "set-times-at",
            Self::Read => "read",
            Self::ReadStream => "read-via-stream",
            Self::WriteStream => "write-via-stream",
            Self::List => "list",
        }
    }
}

/// Reads a call and its number of times from the command line, makes the calls in the preopened
/// directory, and writes how many nanoseconds one of them took.
///
/// # Panics
///
/// If the words are others, or a call answers otherwise than it should.
pub async fn files<W: Wasi>() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [word, count] = &words[..] else {
        panic!("{words:?} are not a call and a number");
    };
    let call = FileCall::ALL
        .into_iter()
        .find(|call| call.word() == word)
        .expect("a call");
    let count = count.parse().expect("a number");
    let elapsed = time::<W>(call, count).await.expect("the calls work");
    println!("{}", elapsed.as_nanos() as f64 / count as f64);
}

async fn time<W: Wasi>(call: FileCall, count: usize) -> Answer<Duration> {
    let dir = W::preopen();
    let place = Place::<W> {
        file: open::<W>(&dir, SAME, OpenFlags::empty(), true).await?,
        listed: open::<W>(&dir, DIRECTORY, OpenFlags::DIRECTORY, false).await?,
        dir,
    };
    let new: Vec<String> = (0..count).map(|number| format!("n{number:06}")).collect();
    let start = Instant::now();
    match call {
        // A listing has as many entries as calls are counted for it.
        FileCall::List => {
            for _ in 0..count / ENTRIES {
                let entries = W::read_directory(&place.listed).await?;
                assert_eq!(entries.len(), ENTRIES);
            }
        }
        _ => {
            for new in &new {
                place.make(call, new).await?;
            }
        }
    }
    Ok(start.elapsed())
}

/// What is open for the calls.
struct Place<W: Wasi> {
    dir: W::Descriptor,
    file: W::Descriptor,
    listed: W::Descriptor,
}

impl<W: Wasi> Place<W> {
    /// Makes a call once. `new` is a name that does not exist.
    async fn make(&self, call: FileCall, new: &str) -> Answer {
        let Self { dir, file, .. } = self;
        let (none, follow) = (PathFlags::empty(), PathFlags::SYMLINK_FOLLOW);
        match call {
            FileCall::Open => drop(W::open(dir, SAME).await?),
            FileCall::OpenNew => {
                let flags = OpenFlags::CREATE | OpenFlags::EXCLUSIVE;
                drop(open::<W>(dir, new, flags, true).await?);
            }
            FileCall::OpenDirectory => {
                drop(open::<W>(dir, DIRECTORY, OpenFlags::DIRECTORY, false).await?);
            }
            FileCall::OpenMissing => {
                let missing = W::open(dir, new).await.err();
                assert_eq!(missing.as_deref(), Some("no-entry"));
            }
            FileCall::GetType => drop(W::get_type(file).await?),
            FileCall::Stat => drop(W::stat(file).await?),
            FileCall::StatAt => drop(W::type_at(dir, none, SAME).await?),
            FileCall::SetTimesAt => {
                let (accessed, modified) = (NewTimestamp::Now, NewTimestamp::Now);
                W::set_times_at(dir, follow, SAME, accessed, modified).await?;
            }
            FileCall::Read => assert_eq!(W::read(file, LENGTH, 0).await?.len(), LENGTH),
            FileCall::ReadStream => assert_eq!(W::stream_in(file, 0).await?.len(), LENGTH),
            FileCall::WriteStream => W::stream_out(file, Some(0), &[0; LENGTH]).await?,
            FileCall::List => drop(W::read_directory(&self.listed).await?),
        }
        Ok(())
    }
}

async fn open<W: Wasi>(
    dir: &W::Descriptor,
    path: &str,
    open_flags: OpenFlags,
    write: bool,
) -> Answer<W::Descriptor> {
    let mut flags = DescriptorFlags::READ;
    flags.set(DescriptorFlags::WRITE, write);
    W::open_at(dir, PathFlags::SYMLINK_FOLLOW, path, open_flags, flags).await
}
