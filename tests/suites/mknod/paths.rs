//! The table of paths: which are made, and what the others are answered.

use crate::table::{self, Row};
use wasi_mknod_tests::{Entry, Kind, Trials, device, dir, fifo, file, link, socket};

/// What makes the rows of a table.
type Table = fn() -> Vec<Row>;

/// The tables by their names.
pub(crate) const TABLES: [(&str, Table); 7] = [
    ("made", made),
    ("exist", exist),
    ("no_entry", no_entry),
    ("not_directory", not_directory),
    ("links_in_a_circle", links_in_a_circle),
    ("escape", escape),
    ("nul", nul),
];

pub(crate) fn add(trials: &mut Trials) {
    for (name, rows) in TABLES {
        table::add(trials, name, tree, rows);
    }
}

/// What each row of the tables meets.
pub(crate) fn tree() -> Vec<Entry> {
    vec![
        dir("inside/dir"),
        dir("inside/dir/sub"),
        file("inside/file"),
        fifo("inside/fifo"),
        socket("inside/socket"),
        // This one device can be made without privileges.
        device("inside/device", Kind::CharacterDevice(0, 0)),
        link("inside/dangling-link", "missing"),
        link("inside/self-loop", "self-loop"),
        link("inside/loop", "dir/loop"),
        link("inside/dir/loop", "../loop"),
        link("inside/link-to-dir", "dir"),
        link("inside/link-to-slash", "dir/"),
        link("inside/link-to-file", "file"),
        link("inside/link-to-link", "link-to-dir"),
        link("inside/link-up", "dir/.."),
        link("inside/dir/link-back", "../dir"),
        link("inside/link-to-outside", "../outside"),
        link("inside/link-to-outside-file", "../outside/file"),
        link("inside/link-out-and-in", "../inside/dir"),
        link("inside/absolute-link-outside", "{root}/outside"),
        link("inside/absolute-link-inside", "{root}/inside/dir"),
        link("inside/link-to-root", "/"),
        link("inside/dir/link-to-outside", "../../outside"),
        file("outside/file"),
        dir("outside/dir"),
        link("outside/link-to-inside", "../inside"),
    ]
}

fn made() -> Vec<Row> {
    [
        ("new", "new"),
        (".new", ".new"),
        ("..new", "..new"),
        ("...", "..."),
        ("new\n\t ", "new\n\t "),
        ("né", "né"),
        ("./new", "new"),
        (".//./new", "new"),
        ("dir/new", "dir/new"),
        ("dir//new", "dir/new"),
        ("dir/./new", "dir/new"),
        ("dir/sub/new", "dir/sub/new"),
        ("dir/../new", "new"),
        ("dir/sub/../../new", "new"),
        ("dir/sub/../new", "dir/new"),
        ("dir/../dir/new", "dir/new"),
        ("link-to-dir/new", "dir/new"),
        ("link-to-dir//new", "dir/new"),
        ("link-to-dir/sub/new", "dir/sub/new"),
        ("link-to-dir/../new", "new"),
        ("link-to-slash/new", "dir/new"),
        ("link-to-link/new", "dir/new"),
        ("link-up/new", "new"),
        ("link-up/dir/new", "dir/new"),
        ("dir/link-back/new", "dir/new"),
        ("dir/link-back/link-back/sub/new", "dir/sub/new"),
    ]
    .map(|(path, place)| Row::made(path, place))
    .into()
}

fn exist() -> Vec<Row> {
    [
        ".",
        "./",
        "./.",
        "dir",
        "dir/",
        "dir//",
        "dir/.",
        "dir/./",
        "dir/..",
        "dir/../",
        "dir/../.",
        "dir/sub/..",
        "dir/sub/../..",
        "dir/sub",
        "file",
        "file/",
        "dir/../file",
        "fifo",
        "fifo/",
        "socket",
        "socket/",
        "device",
        "device/",
        "dangling-link",
        "dangling-link/",
        "self-loop",
        "self-loop/",
        "loop",
        "link-to-dir",
        "link-to-dir/",
        "link-to-dir/.",
        "link-to-dir/..",
        "link-to-dir/sub",
        "link-to-file",
        "link-to-file/",
        "link-up",
        "link-up/.",
        "link-to-outside",
        "link-to-outside/",
        "link-to-outside-file",
        "absolute-link-outside",
        "absolute-link-inside/",
        "link-to-root",
        "dir/link-to-outside",
    ]
    .map(|path| Row::error(path, "exist"))
    .into()
}

fn no_entry() -> Vec<Row> {
    let mut rows: Vec<Row> = [
        "",
        "new/.",
        "new/./",
        "new/..",
        "new/../new",
        "dir/new/.",
        "missing/x",
        "missing/x/",
        "missing/../new",
        "missing/../..",
        "missing/../../new",
        "dir/missing/x",
        "link-to-dir/missing/x",
        "dangling-link/x",
        "dangling-link/.",
        "dangling-link/..",
    ]
    .map(|path| Row::error(path, "no-entry"))
    .into();
    // A name that is to become a directory may end in a slash.
    rows.extend(
        [
            ("new/", "new"),
            ("new//", "new"),
            ("./new/", "new"),
            ("dir/new/", "dir/new"),
            ("link-to-dir/new/", "dir/new"),
            ("dir/../new/", "new"),
        ]
        .map(|(path, place)| Row::made_if_directory(path, place, "no-entry")),
    );
    rows
}

fn not_directory() -> Vec<Row> {
    [
        "file/x",
        "file/x/",
        "file/x/y",
        "file/.",
        "file/..",
        "file/../new",
        "fifo/x",
        "fifo/.",
        "fifo/..",
        "fifo/../new",
        "socket/x",
        "socket/..",
        "device/x",
        "device/.",
        "device/..",
        "link-to-file/x",
        "link-to-file/.",
        "dir/../fifo/x",
    ]
    .map(|path| Row::error(path, "not-directory"))
    .into()
}

fn links_in_a_circle() -> Vec<Row> {
    [
        "loop/x",
        "loop/.",
        "loop/..",
        "dir/loop/x",
        "self-loop/x",
        "self-loop/.",
        "self-loop/../new",
        "dir/../self-loop/x",
    ]
    .map(|path| Row::error(path, "loop"))
    .into()
}

fn escape() -> Vec<Row> {
    [
        "..",
        "../",
        "../.",
        "../..",
        "./..",
        "dir/../..",
        "dir/../../",
        "link-to-dir/../..",
        "link-up/..",
        "/",
        "//",
        "/.",
        "/..",
        "/new",
        "/dir/new",
        "/dev/new",
        "../new",
        "../new/",
        "../outside",
        "../outside/new",
        "../outside/file",
        "../inside/new",
        "../inside/dir/new",
        "../missing/new",
        "../../../../../../../../new",
        "dir/../../new",
        "dir/../../outside/new",
        "dir/sub/../../../new",
        "dir/sub/../../../inside/new",
        "link-to-dir/../../new",
        "link-up/../new",
        "link-to-outside/new",
        "link-to-outside/new/",
        "link-to-outside/file",
        "link-to-outside/.",
        "link-to-outside/..",
        "link-to-outside/dir/new",
        "link-to-outside/missing/new",
        "link-to-outside/link-to-inside/new",
        "link-to-outside/../inside/new",
        "link-to-outside-file/x",
        "link-out-and-in/new",
        "absolute-link-outside/new",
        "absolute-link-inside/new",
        "absolute-link-inside/.",
        "link-to-root/new",
        "link-to-root/dev/new",
        "dir/link-to-outside/new",
        "dir/link-back/link-to-outside/new",
    ]
    .map(|path| Row::error(path, "not-permitted"))
    .into()
}

fn nul() -> Vec<Row> {
    [
        "\0",
        "new\0",
        "\0new",
        "dir/\0",
        "dir\0/new",
        "file\0/x",
        "/\0",
    ]
    .map(|path| Row::error(path, "invalid"))
    .into()
}
