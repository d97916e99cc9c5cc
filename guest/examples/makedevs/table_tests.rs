//! Tables, and what they mean.

use wasi_mknod::{Device, Mode, Node, NodeType};

use super::{BadLine, parse};

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
        (
            "/etc/motd f 644 0 0",
            node("etc/motd", NodeType::RegularFile, 0o644),
        ),
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
fn order_and_owners_are_kept() {
    let entries =
        parse(b"dev d 755 - -\n\ndev/b p 600 0 -\ndev/a p 600 - www-data\ndev d").unwrap();
    let found: Vec<_> = entries
        .iter()
        .map(|entry| (entry.line, entry.path.as_str(), entry.names_owner))
        .collect();
    assert_eq!(
        found,
        [
            (1, "dev", false),
            (3, "dev/b", true),
            (4, "dev/a", true),
            (5, "dev", false)
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
            "type 'char' is not one of b, c, d, f, p and s",
        ),
        (
            "x r -1 0 0",
            "type 'r' is not supported: it changes what exists, and WASI cannot set modes and owners",
        ),
        (
            "x F 644 0 0",
            "type 'F' is not supported: it changes what exists, and WASI cannot set modes and owners",
        ),
        (
            "|xattr cap_net_raw+ep",
            "|xattr lines are not supported: WASI cannot set extended attributes",
        ),
        ("x p 0888", "mode '0888' is not an octal number up to 7777"),
        (
            "x p 10000",
            "mode '10000' is not an octal number up to 7777",
        ),
        ("x p -1", "mode '-1' is not an octal number up to 7777"),
        ("x p u=rw", "mode 'u=rw' is not an octal number up to 7777"),
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
        (2, "type 'q' is not one of b, c, d, f, p and s"),
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
