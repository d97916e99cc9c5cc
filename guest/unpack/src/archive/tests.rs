use super::{Archive, Entry, Extent, Kind};
use std::io::{self, BufReader};
use std::time::{Duration, SystemTime};
use tar::{EntryType, Header};
use wasi_mknod::Device;

/// Appends an entry with this data.
fn add(archive: &mut Vec<u8>, header: &mut Header, data: &[u8]) {
    header.set_size(data.len() as u64);
    add_as_is(archive, header, data);
}

fn add_as_is(archive: &mut Vec<u8>, header: &mut Header, data: &[u8]) {
    header.set_cksum();
    archive.extend_from_slice(header.as_bytes());
    archive.extend_from_slice(data);
    archive.resize(archive.len().next_multiple_of(super::BLOCK), 0);
}

fn header(letter: u8, name: &str) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(EntryType::new(letter));
    header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
    header.set_mode(0o100_644);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(7);
    header
}

fn record(key: &str, value: &str) -> String {
    let rest = format!(" {key}={value}\n");
    let length = (1..).find(|digits| (rest.len() + digits).to_string().len() == *digits);
    format!("{}{rest}", rest.len() + length.expect("there is one"))
}

fn pax(archive: &mut Vec<u8>, letter: u8, records: &[(&str, &str)]) {
    let records: String = records
        .iter()
        .map(|(key, value)| record(key, value))
        .collect();
    add(archive, &mut header(letter, "pax"), records.as_bytes());
}

/// All entries with their data, as a reader gets them that gives little at once.
fn read(archive: &[u8]) -> io::Result<Vec<(Entry, Vec<u8>)>> {
    let mut archive = Archive::new(BufReader::with_capacity(100, archive));
    let mut entries = Vec::new();
    while let Some(entry) = archive.next()? {
        let (mut data, mut buffer) = (Vec::new(), [0; 300]);
        loop {
            match archive.read_data(&mut buffer)? {
                0 => break,
                count => data.extend_from_slice(&buffer[..count]),
            }
        }
        entries.push((entry, data));
    }
    Ok(entries)
}

fn read_one(archive: &[u8]) -> (Entry, Vec<u8>) {
    let mut entries = read(archive).expect("it is good");
    assert_eq!(entries.len(), 1, "{entries:?}");
    entries.remove(0)
}

fn error(archive: &[u8]) -> String {
    read(archive).expect_err("it is damaged").to_string()
}

fn extents(pairs: &[(u64, u64)]) -> Option<Vec<Extent>> {
    let extents = pairs.iter().map(|(offset, length)| Extent {
        offset: *offset,
        length: *length,
    });
    Some(extents.collect())
}

#[test]
fn letters_are_types() {
    let device = Device::new(5, 6);
    for (letter, name, kind) in [
        (b'0', "a", Kind::File),
        (0, "a", Kind::File),
        (b'7', "a", Kind::File),
        (b'1', "a", Kind::HardLink),
        (b'2', "a", Kind::SymbolicLink),
        (b'3', "a", Kind::Character(device)),
        (b'4', "a", Kind::Block(device)),
        (b'5', "a", Kind::Directory),
        (b'6', "a", Kind::Fifo),
        (b'0', "a/", Kind::File),
        (b'V', "a", Kind::Other(b'V')),
    ] {
        let mut archive = Vec::new();
        let mut header = header(letter, name);
        header.set_device_major(5).expect("it fits");
        header.set_device_minor(6).expect("it fits");
        add(&mut archive, &mut header, b"");
        assert_eq!(read_one(&archive).0.kind, kind, "{letter}");
    }
    let mut old = Header::new_old();
    old.as_old_mut().name[..2].copy_from_slice(b"a/");
    old.set_mode(0o755);
    old.set_uid(0);
    old.set_gid(0);
    old.set_mtime(0);
    let mut archive = Vec::new();
    add(&mut archive, &mut old, b"");
    assert_eq!(read_one(&archive).0.kind, Kind::Directory);
}

#[test]
fn records_go_before_headers() {
    let mut archive = Vec::new();
    pax(
        &mut archive,
        b'g',
        &[("gname", "x"), ("uid", "9"), ("path", "no")],
    );
    add(&mut archive, &mut header(b'L', "long"), b"longer\0");
    let records = [
        ("path", "a\nb=c"),
        ("linkpath", "to"),
        ("gid", "3000000000"),
        ("mtime", "1.25"),
        ("atime", "2.000000001999"),
        ("SCHILY.xattr.user.x", "1"),
    ];
    pax(&mut archive, b'x', &records);
    add(&mut archive, &mut header(b'2', "short"), b"");
    // The records of an entry are gone with it, those of the archive are not.
    pax(&mut archive, b'x', &[("uid", ""), ("path", "")]);
    add(&mut archive, &mut header(b'0', "second"), b"data");
    add(&mut archive, &mut header(b'0', "third"), b"");
    let entries = read(&archive).expect("it is good");
    let after = |nanoseconds| Some(SystemTime::UNIX_EPOCH + Duration::from_nanos(nanoseconds));
    let (first, _) = &entries[0];
    assert_eq!((&*first.name, &*first.link), (&b"a\nb=c"[..], &b"to"[..]));
    assert_eq!(
        (first.user, first.group, first.mode),
        (9, 3_000_000_000, 0o644)
    );
    assert_eq!(first.modified, after(1_250_000_000));
    assert_eq!(first.accessed, after(2_000_000_001));
    assert!(first.extended);
    let (second, data) = &entries[1];
    assert_eq!(
        (&*second.name, second.user, &**data),
        (&b"second"[..], 0, &b"data"[..])
    );
    assert_eq!((&*entries[2].0.name, entries[2].0.user), (&b"no"[..], 9));
}

#[test]
fn long_names_of_gnu() {
    let mut archive = Vec::new();
    add(
        &mut archive,
        &mut header(b'L', "name"),
        &[b"n".repeat(600), vec![0]].concat(),
    );
    add(&mut archive, &mut header(b'K', "link"), &b"t".repeat(700));
    add(&mut archive, &mut header(b'2', "short"), b"");
    let (entry, _) = read_one(&archive);
    assert_eq!(
        (entry.name, entry.link),
        (b"n".repeat(600), b"t".repeat(700))
    );
}

#[test]
fn numbers_in_base_256() {
    let mut archive = Vec::new();
    let mut header = header(b'0', "a");
    header.set_uid(1 << 40);
    header.as_old_mut().mtime = [0xff; 12];
    add(&mut archive, &mut header, b"");
    let (entry, _) = read_one(&archive);
    assert_eq!(entry.user, 1 << 40);
    // A second before 1970: not every clock can tell it.
    let second = Duration::from_secs(1);
    assert_eq!(entry.modified, SystemTime::UNIX_EPOCH.checked_sub(second));
}

#[test]
fn sparse_files_of_pax() {
    let by_records = [
        ("GNU.sparse.size", "900"),
        ("GNU.sparse.map", "0,2,600,3,900,0"),
    ];
    let repeated = [
        ("GNU.sparse.size", "900"),
        ("GNU.sparse.offset", "0"),
        ("GNU.sparse.numbytes", "2"),
        ("GNU.sparse.offset", "600"),
        ("GNU.sparse.numbytes", "3"),
    ];
    let in_data = [
        ("GNU.sparse.major", "1"),
        ("GNU.sparse.minor", "0"),
        ("GNU.sparse.name", "real"),
        ("GNU.sparse.realsize", "900"),
    ];
    let mut map = b"2\n0\n2\n600\n3\n".to_vec();
    map.resize(512, 0);
    map.extend_from_slice(b"abcde");
    for (records, data, name) in [
        (&by_records[..], &b"abcde"[..], "a"),
        (&repeated, b"abcde", "a"),
        (&in_data, &map, "real"),
    ] {
        let mut archive = Vec::new();
        pax(&mut archive, b'x', records);
        add(&mut archive, &mut header(b'0', "a"), data);
        let (entry, data) = read_one(&archive);
        assert_eq!(entry.name, name.as_bytes());
        assert_eq!((entry.size, &*data), (900, &b"abcde"[..]), "{records:?}");
        assert_eq!(entry.extents, extents(&[(0, 2), (600, 3)]), "{records:?}");
    }
}

#[test]
fn sparse_files_of_gnu() {
    let octal = |number: u64| -> [u8; 12] {
        let text = format!("{number:011o}\0");
        text.as_bytes().try_into().expect("12 digits")
    };
    let mut first = header(b'S', "a");
    first.set_size(6);
    let gnu = first.as_gnu_mut().expect("it is one");
    for (at, extent) in gnu.sparse.iter_mut().enumerate() {
        (extent.offset, extent.numbytes) = (octal(at as u64 * 10), octal(1));
    }
    (gnu.isextended, gnu.realsize) = ([1], octal(5000));
    first.set_cksum();
    let mut more = tar::GnuExtSparseHeader::new();
    (more.sparse[0].offset, more.sparse[0].numbytes) = (octal(100), octal(2));
    let mut archive = first.as_bytes().to_vec();
    archive.extend_from_slice(more.as_bytes());
    archive.extend_from_slice(b"abcdef");
    archive.resize(archive.len().next_multiple_of(512), 0);
    add(&mut archive, &mut header(b'0', "next"), b"");
    let entries = read(&archive).expect("it is good");
    let (entry, data) = &entries[0];
    assert_eq!((entry.size, &**data), (5000, &b"abcdef"[..]));
    assert_eq!(
        entry.extents,
        extents(&[(0, 1), (10, 1), (20, 1), (30, 1), (100, 2)])
    );
    assert_eq!(entries[1].0.name, b"next");
    assert_eq!(
        error(&archive[..600]),
        "the header at byte 0 is damaged: the archive is cut off"
    );
}

#[test]
fn hard_links_may_tell_the_size_of_their_file() {
    let mut archive = Vec::new();
    let mut old = header(b'1', "a");
    old.set_size(1000);
    add_as_is(&mut archive, &mut old, b"");
    pax(&mut archive, b'x', &[("path", "b")]);
    add(&mut archive, &mut header(b'1', "b"), b"data");
    add(&mut archive, &mut header(b'0', "c"), b"");
    let entries = read(&archive).expect("it is good");
    let names: Vec<_> = entries
        .iter()
        .map(|(entry, data)| (&*entry.name, &**data))
        .collect();
    assert_eq!(names, [(&b"a"[..], &b""[..]), (b"b", b"data"), (b"c", b"")]);
}

#[test]
fn checksums_of_signed_bytes() {
    let mut signed = header(b'0', "gr");
    signed.as_old_mut().name[2..4].copy_from_slice(b"\xc3\xbc");
    signed.set_size(0);
    signed.set_cksum();
    let sum = signed.cksum().expect("it is set") - 2 * 256;
    signed
        .as_old_mut()
        .cksum
        .copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    assert_eq!(read_one(signed.as_bytes()).0.name, "grü".as_bytes());
    signed.as_old_mut().name[0] = b'x';
    assert_eq!(error(signed.as_bytes()), "this is not a tar archive");
}

#[test]
fn what_is_damaged_has_a_place() {
    let bad = |records: &[(&str, &str)]| {
        let mut archive = Vec::new();
        add(&mut archive, &mut header(b'0', "a"), b"x");
        pax(&mut archive, b'x', records);
        add(&mut archive, &mut header(b'0', "b"), b"ab");
        error(&archive)
    };
    let at = "the header at byte 2048 is damaged: ";
    for (records, message) in [
        (&[("uid", "x")][..], "\"x\" is not a number"),
        (&[("mtime", "1.x")], "\"x00000000\" is not a number"),
        (
            &[("GNU.sparse.size", "9"), ("GNU.sparse.map", "1")],
            "the map of a sparse file has an odd number",
        ),
        (
            &[("GNU.sparse.size", "9"), ("GNU.sparse.map", "9,2")],
            "the map of a sparse file is damaged",
        ),
        (
            &[("GNU.sparse.size", "9"), ("GNU.sparse.map", "0,1")],
            "the map of a sparse file does not match its bytes",
        ),
        (
            &[("GNU.sparse.major", "1")],
            "the size of a sparse file is missing",
        ),
        (
            &[("GNU.sparse.major", "1"), ("GNU.sparse.realsize", "9")],
            "the map of a sparse file is cut off",
        ),
    ] {
        assert_eq!(bad(records), format!("{at}{message}"));
    }
    for size in ["3000", "18446744073709551615"] {
        assert_eq!(bad(&[("size", size)]), "the archive is cut off");
    }
    let mut endless = header(b'L', "a");
    endless.as_old_mut().size = [0xff; 12];
    let mut archive = Vec::new();
    add_as_is(&mut archive, &mut endless, b"");
    let message = "the header at byte 0 is damaged: names and records have more than 1 MiB";
    assert_eq!(error(&archive), message);
    assert_eq!(error(b"x"), "the archive is cut off");
}

/// As many records as a header may have, and all of them in a global header, too.
#[test]
fn many_records_take_no_longer_each() {
    let records: Vec<_> = (0..60_000).map(|number| format!("{number:05}")).collect();
    let records: Vec<_> = records.iter().map(|key| (&**key, "x")).collect();
    let mut archive = Vec::new();
    pax(&mut archive, b'g', &records);
    pax(&mut archive, b'x', &records);
    for _ in 0..10_000 {
        add(&mut archive, &mut header(b'0', "a"), b"");
    }
    assert_eq!(read(&archive).expect("it is good").len(), 10_000);
    // Those of several headers count together.
    let more: Vec<_> = records.iter().map(|(key, _)| format!("{key}y")).collect();
    let more: Vec<_> = more.iter().map(|key| (&**key, "012345")).collect();
    let mut archive = Vec::new();
    pax(&mut archive, b'x', &records);
    pax(&mut archive, b'x', &more);
    let told = error(&archive);
    assert!(told.ends_with("pax records have more than 1 MiB"), "{told}");
}

#[test]
fn an_archive_ends_at_zeros_or_at_the_end() {
    let mut archive = Vec::new();
    assert!(read(&archive).expect("it is empty").is_empty());
    add(&mut archive, &mut header(b'0', "a"), b"");
    read_one(&archive);
    archive.resize(512 + 1024, 0);
    archive.extend_from_slice(b"what follows the end is read and means nothing");
    read_one(&archive);
}
