//! Tables, and what they mean.

use wasi_mknod::{Device, Mode, Node, NodeType};

use super::{BadLine, Entry, Format, Owner, What, parse as parse_as};

fn parse(table: &[u8]) -> Result<Vec<Entry>, Vec<BadLine>> {
    parse_as(table, Format::Buildroot)
}

fn nodes(table: &str) -> Vec<Node> {
    let entries = parse(table.as_bytes()).unwrap_or_else(|bad| panic!("{table:?}: {bad:?}"));
    entries.iter().flat_map(|entry| entry.nodes()).collect()
}

fn node(path: &str, node_type: NodeType, mode: u32) -> Node {
    Node::new(path, node_type, Mode::from_raw_mode(mode))
}

#[test]
fn a_line_is_a_node() {
    let null = NodeType::CharacterDevice(Device::new(1, 3));
    let disk = NodeType::BlockDevice(Device::new(8, 0));
    for (line, expected) in [
        (
            "/dev/null c 666 0 0 1 3 - - -",
            node("dev/null", null, 0o666),
        ),
        (
            "/dev/null\tc\t666\t0\t0\t1\t3\t0\t0\t-",
            node("dev/null", null, 0o666),
        ),
        (
            "  null c 0666 root root 1 3 0 0 0 # comment",
            node("null", null, 0o666),
        ),
        ("null c 666 0 0 1 3 0 0 1", node("null", null, 0o666)),
        ("null c 666 0 0 1 3 5", node("null", null, 0o666)),
        ("null c 666 - - 1 3\r", node("null", null, 0o666)),
        ("null c - - - 1 3", node("null", null, 0o755)),
        ("///sda b 640 0 6 8 0", node("sda", disk, 0o640)),
        (
            "/dev d 755 0 0 - - - - -",
            node("dev", NodeType::Directory, 0o755),
        ),
        ("/dev d", node("dev", NodeType::Directory, 0o755)),
        ("/ d 755 0 0", node(".", NodeType::Directory, 0o755)),
        ("/tmp/ d 1777", node("tmp", NodeType::Directory, 0o1777)),
        ("/new d -1 0 0", node("new", NodeType::Directory, 0o755)),
        (
            "/dev/initctl p 600 0 0 9999 9999",
            node("dev/initctl", NodeType::Fifo, 0o600),
        ),
        ("/dev/log s 666", node("dev/log", NodeType::Socket, 0o666)),
        ("../escape p 600", node("../escape", NodeType::Fifo, 0o600)),
    ] {
        assert_eq!(nodes(line), [expected], "{line:?}");
    }
}

#[test]
fn a_count_makes_a_range() {
    for (line, expected) in [
        (
            "tty c 620 0 5 4 0 0 1 3",
            &[("tty0", 0), ("tty1", 1), ("tty2", 2)][..],
        ),
        (
            "gps c 640 0 0 251 0 1 1 3",
            &[("gps1", 0), ("gps2", 1), ("gps3", 2)],
        ),
        (
            "uio c 640 0 0 252 1 6 2 3",
            &[("uio6", 1), ("uio7", 3), ("uio8", 5)],
        ),
        ("sda c 640 0 0 8 1 1 - 2", &[("sda1", 1), ("sda2", 2)]),
        ("same c 640 0 0 8 7 - 0 2", &[("same0", 7), ("same1", 7)]),
        (
            "end c 640 0 0 4095 1048574 4294967293 1 2",
            &[("end4294967293", 1_048_574), ("end4294967294", 1_048_575)],
        ),
        ("one c 640 0 0 8 7 3 1 1", &[("one", 7)]),
        ("none c 640 0 0 8 7 3 1 0", &[("none", 7)]),
    ] {
        let found = nodes(line);
        let found: Vec<_> = found
            .iter()
            .map(|node| {
                (
                    node.path.as_str(),
                    node.node_type
                        .device()
                        .map_or(u32::MAX, |device| device.minor),
                )
            })
            .collect();
        assert_eq!(found, expected, "{line:?}");
    }
    assert_eq!(
        nodes("p p 600 0 0 - - 8 - 2"),
        [
            node("p8", NodeType::Fifo, 0o600),
            node("p9", NodeType::Fifo, 0o600)
        ]
    );
}

#[test]
fn comments_and_empty_lines_make_nothing() {
    assert_eq!(
        nodes("# a comment\n\n   \n\t# /dev/null c 666 0 0 1 3\n#\n"),
        []
    );
    assert_eq!(nodes(""), []);
}

#[test]
fn the_formats_disagree_about_a_count_of_one_and_about_files() {
    let open_embedded = |table: &str| {
        let entries = parse_as(table.as_bytes(), Format::OpenEmbedded).unwrap();
        let nodes = entries.iter().flat_map(Entry::nodes);
        nodes.map(|node| node.path).collect::<Vec<_>>()
    };
    for (line, buildroot, openembedded) in [
        ("ttyS c 640 0 0 4 64 0 1 1", &["ttyS"][..], &["ttyS0"][..]),
        ("ttyS c 640 0 0 4 64 3 1 1", &["ttyS"], &["ttyS3"]),
        ("ttyS c 640 0 0 4 64 0 1 0", &["ttyS"], &["ttyS"]),
        ("ttyS c 640 0 0 4 64", &["ttyS"], &["ttyS"]),
        (
            "ttyS c 640 0 0 4 64 2 1 2",
            &["ttyS2", "ttyS3"],
            &["ttyS2", "ttyS3"],
        ),
        ("/etc/motd f 644 0 0", &[], &["etc/motd"]),
        ("/etc/motd F 644 0 0", &[], &[]),
        ("d d 755 0 0", &["d"], &["d"]),
    ] {
        let found: Vec<_> = nodes(line).into_iter().map(|node| node.path).collect();
        assert_eq!(found, buildroot, "{line:?}");
        assert_eq!(open_embedded(line), openembedded, "{line:?}");
    }
}

#[test]
fn lines_may_be_about_what_is_there() {
    let mode = |mode| Some(Mode::from_raw_mode(mode));
    for (line, path, what, expected) in [
        ("/a f 640", "a", What::File { optional: false }, mode(0o640)),
        ("/a f -1 0 0", "a", What::File { optional: false }, None),
        (
            "/a F 4755 0 0",
            "a",
            What::File { optional: true },
            mode(0o4755),
        ),
        ("/a r -1 1000 1000 - - - - -", "a", What::Recursive, None),
        ("/ r 755", ".", What::Recursive, mode(0o755)),
        ("/a/ r 755", "a", What::Recursive, mode(0o755)),
        ("/a l 777 5 6", "a", What::Link, mode(0o777)),
        ("/a d -1 0 0", "a", What::Make(NodeType::Directory), None),
    ] {
        let entries = parse(line.as_bytes()).unwrap();
        let [entry] = &entries[..] else {
            panic!("{line:?} is one line");
        };
        let found = (&*entry.path, entry.what, entry.mode);
        assert_eq!(found, (path, what, expected), "{line:?}");
    }
    // Each of them may come again, also where another line makes the node.
    let table = b"a d\na d 700\na r -1 0 0\na r\nb p 600\nb l\nc f\nc F";
    assert_eq!(parse(table).map(|entries| entries.len()), Ok(8));
}

#[test]
fn order_and_owners_are_kept() {
    let entries =
        parse(b"dev d 755 - -\n\ndev/b p 600 0 -\ndev/a p 600 - www-data\ndev d").unwrap();
    let found: Vec<_> = entries
        .into_iter()
        .map(|entry| (entry.line, entry.path, entry.user, entry.group))
        .collect();
    let name = |name: &str| name.to_owned();
    let group = Owner::Name(name("www-data"));
    assert_eq!(
        found,
        [
            (1, name("dev"), None, None),
            (3, name("dev/b"), Some(Owner::Id(0)), None),
            (4, name("dev/a"), None, Some(group)),
            (5, name("dev"), None, None)
        ]
    );
}

#[test]
fn bad_lines_are_told_apart() {
    for (line, expected) in [
        ("null", "the type is missing"),
        ("null - 666", "the type is missing"),
        ("- c 666 0 0 1 3", "the name is empty"),
        ("/ p 666", "'/' is the directory to fill itself"),
        (
            "x char 666 0 0 1 3",
            "type 'char' is not one of b, c, d, f, F, l, p, r and s",
        ),
        (
            "|xattr cap_net_raw+ep",
            "|xattr lines are not supported: WASI has no extended attributes; set them on the host, with setcap(8)",
        ),
        (
            "x p 0888",
            "mode '0888' is not an octal number up to 7777, nor -1",
        ),
        (
            "x p 10000",
            "mode '10000' is not an octal number up to 7777, nor -1",
        ),
        (
            "x p -1",
            "mode '-1' leaves a mode as it is, and a new node has none: write an octal number",
        ),
        (
            "x p u=rw",
            "mode 'u=rw' is not an octal number up to 7777, nor -1",
        ),
        ("x p 600 4294967295", "uid 4294967295 is nobody's number"),
        ("/ f 644", "'/' is the directory to fill itself"),
        (
            "x r 755 0 0 - - 0 1 2",
            "a count is for types b, c, p and s only",
        ),
        ("x p 600 0:0", "uid '0:0' is neither a number nor a name"),
        ("x p 600 0 -1", "gid '-1' is neither a number nor a name"),
        ("x c 666 0 0", "a device needs a major and a minor number"),
        (
            "x c 666 0 0 1 -",
            "a device needs a major and a minor number",
        ),
        (
            "x c 666 0 0 one 3",
            "major number 'one' is not a number from 0 to 4294967295",
        ),
        (
            "x c 666 0 0 1 0x3",
            "minor number '0x3' is not a number from 0 to 4294967295",
        ),
        ("x c 666 0 0 4096 3", "major number 4096 is above 4095"),
        (
            "x b 666 0 0 1 1048576",
            "minor number 1048576 is above 1048575",
        ),
        (
            "x c 666 0 0 1 3 -1",
            "start '-1' is not a number from 0 to 4294967295",
        ),
        (
            "x c 666 0 0 1 3 0 +1",
            "increment '+1' is not a number from 0 to 4294967295",
        ),
        (
            "x c 666 0 0 1 3 0 0 -#no comment",
            "count '-#no' is not a number from 0 to 4294967295",
        ),
        (
            "x c 666 0 0 1 3 0 0 1048576",
            "count 1048576 is above 1048575",
        ),
        (
            "x c 666 0 0 1 3 4294967295 0 2",
            "start 4294967295 is too large for a range of 2",
        ),
        (
            "x c 666 0 0 1 1048575 0 1 2",
            "the last minor number of the range, 1048576, is above 1048575",
        ),
        (
            "x c 666 0 0 1 0 0 4294967295 3",
            "the last minor number of the range, 8589934590, is above 1048575",
        ),
        (
            "x d 755 0 0 - - 0 1 2",
            "a count is for types b, c, p and s only",
        ),
        (
            "x f 644 0 0 - - 0 1 2",
            "a count is for types b, c, p and s only",
        ),
        (
            "x c 666 0 0 1 3 0 0 0 0",
            "there are more than the ten fields name, type, mode, uid, gid, major, minor, start, increment and count",
        ),
    ] {
        let expected = BadLine {
            line: 1,
            reason: expected.to_owned(),
        };
        assert_eq!(parse(line.as_bytes()), Err(vec![expected]), "{line:?}");
    }
}

#[test]
fn all_bad_lines_are_reported() {
    let table = b"a p 600\nb q 600\n\xff p 600\nc p 600\n./c p 600\nt c 620 0 0 4 0 0 1 4\nt2 p 600\nd d\nd/ d\nd p";
    let found = parse(table).map_err(|bad| {
        bad.into_iter()
            .map(|bad| (bad.line, bad.reason))
            .collect::<Vec<_>>()
    });
    let expected = [
        (2, "type 'q' is not one of b, c, d, f, F, l, p, r and s"),
        (3, "this is not UTF-8"),
        (5, "'./c' is in line 4 already"),
        (7, "'t2' is in line 6 already"),
        (10, "'d' is in line 9 already"),
    ];
    assert_eq!(
        found,
        Err(expected
            .map(|(line, reason)| (line, reason.to_owned()))
            .to_vec())
    );
}
