//! A `/dev` of the guest's own.

use crate::{Answer, Kind, Posix, Wasi};
use wasip2::filesystem::types::{
    DescriptorFlags, DescriptorType, NewTimestamp, OpenFlags, PathFlags,
};

const FOLLOW: PathFlags = PathFlags::SYMLINK_FOLLOW;
const NOTHING: PathFlags = PathFlags::empty();

/// What is in the directory, by name.
const ENTRIES: [(&str, DescriptorType); 10] = [
    ("fd", DescriptorType::Directory),
    ("full", DescriptorType::CharacterDevice),
    ("null", DescriptorType::CharacterDevice),
    ("random", DescriptorType::CharacterDevice),
    ("stderr", DescriptorType::SymbolicLink),
    ("stdin", DescriptorType::SymbolicLink),
    ("stdout", DescriptorType::SymbolicLink),
    ("tty", DescriptorType::CharacterDevice),
    ("urandom", DescriptorType::CharacterDevice),
    ("zero", DescriptorType::CharacterDevice),
];

/// The last preopened directory, `/dev`, is the guest's own; the first is a directory of the host.
/// The argument is the limit on open devices.
pub async fn dev<W: Posix>(mut arguments: impl Iterator<Item = String>) {
    let limit = arguments.next().expect("a limit");
    let directories = W::preopens();
    let [root, dev] = &directories[..] else {
        panic!("{} directories", directories.len());
    };
    listed::<W>(dev).await;
    paths::<W>(dev).await;
    unchangeable::<W>(root, dev).await;
    identities::<W>(dev).await;
    opened::<W>(dev).await;
    standard::<W>(dev).await;
    bounded::<W>(dev, limit.parse().expect("a number")).await;
    println!("done");
}

async fn listed<W: Wasi>(dev: &W::Descriptor) {
    let mut entries = W::read_directory(dev).await.expect("it is a directory");
    entries.sort();
    let expected = ENTRIES.map(|(name, file_type)| (name.to_owned(), file_type));
    assert_eq!(entries, expected);
    let fd = W::open(dev, "fd").await.expect("a directory");
    let mut entries = W::read_directory(&fd).await.expect("it is a directory");
    entries.sort();
    let expected = ["0", "1", "2"].map(|name| (name.to_owned(), DescriptorType::Fifo));
    assert_eq!(entries, expected);
    for (name, file_type) in ENTRIES {
        assert_eq!(
            W::type_at(dev, NOTHING, name).await,
            Ok(file_type),
            "{name}"
        );
    }
}

async fn paths<W: Wasi>(dev: &W::Descriptor) {
    let fd = W::open(dev, "fd").await.expect("a directory");
    let device = Ok(DescriptorType::CharacterDevice);
    let directory = Ok(DescriptorType::Directory);
    let fifo = Ok(DescriptorType::Fifo);
    let link = Ok(DescriptorType::SymbolicLink);
    let error = |name: &str| Err(name.to_owned());
    for (start, path, flags, expected) in [
        (dev, "./null", NOTHING, device.clone()),
        (dev, "fd/../null", NOTHING, device.clone()),
        (dev, "fd//.././zero", NOTHING, device),
        (dev, "fd/", NOTHING, directory.clone()),
        (dev, ".", FOLLOW, directory.clone()),
        (dev, "fd/..", FOLLOW, directory.clone()),
        (&fd, ".", NOTHING, directory),
        (&fd, "1", NOTHING, fifo.clone()),
        (dev, "stdin", NOTHING, link),
        (dev, "stdin", FOLLOW, fifo),
        (dev, "stdin/", NOTHING, error("not-directory")),
        (dev, "null/", NOTHING, error("not-directory")),
        (dev, "null/x", NOTHING, error("not-directory")),
        (dev, "absent", NOTHING, error("no-entry")),
        (dev, "fd/3", FOLLOW, error("no-entry")),
        (dev, "", NOTHING, error("no-entry")),
        (dev, "..", NOTHING, error("not-permitted")),
        (dev, "fd/../..", NOTHING, error("not-permitted")),
        (&fd, "../null", NOTHING, error("not-permitted")),
        (dev, "/dev/null", NOTHING, error("not-permitted")),
    ] {
        assert_eq!(W::type_at(start, flags, path).await, expected, "{path:?}");
    }
    let target = |name: &str| W::readlink_at(dev, name.to_owned());
    assert_eq!(target("stdin").await, Ok("fd/0".to_owned()));
    assert_eq!(target("stderr").await, Ok("fd/2".to_owned()));
    assert_eq!(target("null").await, Err("invalid".to_owned()));
}

/// It is for reading only: nothing of it changes.
async fn unchangeable<W: Wasi>(root: &W::Descriptor, dev: &W::Descriptor) {
    let denied = || Err("not-permitted".to_owned());
    let (now, same) = (NewTimestamp::Now, NewTimestamp::NoChange);
    assert_eq!(W::make_fifo(dev, "new").await, denied());
    let node = Kind::CharacterDevice(1, 3);
    assert_eq!(W::make_node(dev, "null", node, 0o600).await, denied());
    assert_eq!(W::create_directory_at(dev, "new").await, denied());
    assert_eq!(W::remove_directory_at(dev, "fd").await, denied());
    assert_eq!(W::unlink_file_at(dev, "null").await, denied());
    assert_eq!(W::symlink_at(dev, "null", "new").await, denied());
    for (from, to) in [(dev, root), (root, dev), (dev, dev)] {
        assert_eq!(W::link_at(from, "null", to, "new").await, denied());
        assert_eq!(W::rename_at(from, "null", to, "new").await, denied());
    }
    for flags in [NOTHING, FOLLOW] {
        assert_eq!(
            W::set_times_at(dev, flags, "null", now, same).await,
            denied()
        );
    }
    for (path, open_flags, expected) in [
        ("new", OpenFlags::CREATE, "not-permitted"),
        ("null", OpenFlags::CREATE | OpenFlags::EXCLUSIVE, "exist"),
        ("null", OpenFlags::DIRECTORY, "not-directory"),
        ("fd", OpenFlags::CREATE, "is-directory"),
        (".", OpenFlags::TRUNCATE, "is-directory"),
    ] {
        let flags = match open_flags == OpenFlags::DIRECTORY {
            true => DescriptorFlags::READ,
            false => DescriptorFlags::WRITE,
        };
        let opened = W::open_at(dev, FOLLOW, path, open_flags, flags).await;
        assert_eq!(opened.map(drop), Err(expected.to_owned()), "{path}");
    }
}

/// Programs tell nodes apart by what becomes the inode number.
async fn identities<W: Wasi>(dev: &W::Descriptor) {
    let mut found = Vec::new();
    for (name, _) in ENTRIES {
        let hash = W::metadata_hash_at(dev, NOTHING, name).await;
        found.push(hash.expect("it is there"));
    }
    for name in [".", "fd/0", "fd/1", "fd/2"] {
        let hash = W::metadata_hash_at(dev, FOLLOW, name).await;
        found.push(hash.expect("it is there"));
    }
    let count = found.len();
    found.sort_unstable();
    found.dedup();
    assert_eq!(found.len(), count, "all are different");
    for name in ["null", "fd", "stdin"] {
        let opened = W::open(dev, name).await.expect("it is there");
        let by_path = W::metadata_hash_at(dev, FOLLOW, name).await;
        assert_eq!(W::metadata_hash(&opened).await, by_path, "{name}");
    }
    let absent = W::metadata_hash_at(dev, FOLLOW, "absent").await;
    assert_eq!(absent, Err("no-entry".to_owned()));
}

async fn opened<W: Wasi>(dev: &W::Descriptor) {
    let both = DescriptorFlags::READ | DescriptorFlags::WRITE;
    let create = OpenFlags::CREATE | OpenFlags::TRUNCATE;
    for (name, _) in ENTRIES {
        if ["fd", "stdin", "stdout", "stderr", "tty"].contains(&name) {
            continue;
        }
        let opened = W::open_at(dev, FOLLOW, name, create, both).await;
        let opened = opened.expect("devices can be written also where nothing else can");
        assert_eq!(W::get_flags(&opened).await, Ok(both), "{name}");
        let device = DescriptorType::CharacterDevice;
        assert_eq!(W::get_type(&opened).await, Ok(device), "{name}");
        assert_eq!(W::stat(&opened).await, Ok((device, 0)), "{name}");
        let written = W::write(&opened, b"abc", 7).await;
        let full = Err("insufficient-space".to_owned());
        assert_eq!(written, if name == "full" { full } else { Ok(()) });
        let read = W::read(&opened, 100, 7).await.expect("it can be read");
        assert_eq!(read.len(), if name == "null" { 0 } else { 100 }, "{name}");
        assert_eq!(name.ends_with("random"), read.iter().any(|byte| *byte != 0));
    }
    // No terminal is there.
    for flags in [DescriptorFlags::READ, DescriptorFlags::WRITE] {
        let opened = W::open_at(dev, FOLLOW, "tty", OpenFlags::empty(), flags).await;
        let error = opened.map(drop).expect_err("there is no terminal");
        assert!(
            ["io", "no-such-device"].contains(&&*error) || error.starts_with("other"),
            "{error}"
        );
    }
    // A symbolic link is no device.
    let opened = W::open_at(
        dev,
        NOTHING,
        "stdin",
        OpenFlags::empty(),
        DescriptorFlags::READ,
    );
    assert_eq!(opened.await.map(drop), Err("loop".to_owned()));
}

/// The streams are those of the guest.
async fn standard<W: Wasi>(dev: &W::Descriptor) {
    let open = async |path, flags| W::open_at(dev, FOLLOW, path, OpenFlags::empty(), flags).await;
    let (read, write) = (DescriptorFlags::READ, DescriptorFlags::WRITE);
    let stdin = open("stdin", read).await.expect("it can be read");
    assert_eq!(
        W::stream_in(&stdin, 0).await,
        Ok(b"what the host sends".to_vec())
    );
    for (path, text) in [
        ("stdout", "first\n"),
        ("fd/1", "second\n"),
        ("stderr", "third\n"),
    ] {
        let stream = open(path, write).await.expect("it can be written");
        assert_eq!(
            W::stream_out(&stream, Some(0), text.as_bytes()).await,
            Ok(())
        );
        assert_eq!(W::get_type(&stream).await, Ok(DescriptorType::Fifo));
    }
    for (path, flags) in [("stdin", write), ("fd/1", read), ("stderr", read | write)] {
        let opened: Answer = open(path, flags).await.map(drop);
        assert_eq!(opened, Err("access".to_owned()), "{path}");
    }
}

/// Neither the length of a read nor the number of devices is the guest's choice.
async fn bounded<W: Wasi>(dev: &W::Descriptor, limit: usize) {
    for name in ["zero", "random"] {
        let device = W::open(dev, name).await.expect("it is there");
        let read = W::read(&device, 64 << 20, 0).await.expect("it can be read");
        assert!((1..=1 << 20).contains(&read.len()), "{}", read.len());
    }
    let mut devices = Vec::new();
    let error = loop {
        match W::open(dev, "null").await {
            Ok(device) => devices.push(device),
            Err(error) => break error,
        }
    };
    assert_eq!((&*error, devices.len()), ("insufficient-memory", limit));
    devices.pop();
    devices.push(W::open(dev, "null").await.expect("there is room again"));
}
