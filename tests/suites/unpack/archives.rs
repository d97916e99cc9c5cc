//! Archives of GNU tar, unpacked by it and by `unpack`.

use super::listing::{self, Tree};
use super::tools::{fake, host, run, unpack};
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use wasi_mknod_tests::{Exit, Fixture, FrontEnd, Host, Need, Outcome, Trials};
use wasi_mknod_wasmtime::Devices;

/// How an archive is written: the options of tar, what is in it, and the program that compresses
/// it.
#[derive(Clone, Copy)]
struct Form {
    name: &'static str,
    options: &'static str,
    content: &'static str,
    compressor: &'static str,
}

const fn form(
    name: &'static str,
    options: &'static str,
    content: &'static str,
    compressor: &'static str,
) -> Form {
    Form {
        name,
        options,
        content,
        compressor,
    }
}

const ALL: &str = "./plain ./nodes ./long";

const FORMS: [Form; 11] = [
    form("v7", "--format=v7", "./plain", "cat"),
    form("ustar", "--format=ustar", "./plain ./nodes", "cat"),
    form("gnu", "--format=gnu", ALL, "cat"),
    form("gnu_sparse", "--format=gnu --sparse", ALL, "cat"),
    form("pax", "--format=pax", ALL, "cat"),
    form(
        "pax_sparse_0.0",
        "--format=pax --sparse --sparse-version=0.0",
        ALL,
        "cat",
    ),
    form(
        "pax_sparse_0.1",
        "--format=pax --sparse --sparse-version=0.1",
        ALL,
        "cat",
    ),
    form(
        "pax_sparse_1.0",
        "--format=pax --sparse --sparse-version=1.0",
        ALL,
        "cat",
    ),
    form("gzip", "--format=pax", ALL, "gzip"),
    // Several members, as parallel programs write them.
    form(
        "gzip_members",
        "--format=pax",
        ALL,
        "split -b 5000 --filter=gzip",
    ),
    form(
        "zstd_frames",
        "--format=gnu",
        ALL,
        "split -b 5000 --filter='zstd -q'",
    ),
];

/// A tree with all that a file system can have, but for names that are not UTF-8.
const TREE: &str = r#"
mkdir -p src/plain/dir/inner src/plain/sealed src/nodes src/long
cd src
head -c 100000 /dev/urandom >plain/random
: >plain/empty
echo text >plain/dir/file
ln plain/dir/file plain/hard
ln -s ../dir/file plain/dir/link
ln -s nowhere plain/dangling
ln -s /plain/dir/file plain/absolute
ln -s dir plain/to-dir
echo x >plain/sealed/in
touch -d '1970-01-01 00:00:00 UTC' plain/empty
touch -d '2099-12-31 23:59:59 UTC' plain/dir/file
touch -h -d '2001-02-03 04:05:06 UTC' plain/dangling plain/absolute plain/dir/link plain/to-dir plain/random
chown 12:34 plain/dir/file
chown 1:2 plain/dir
chmod 4755 plain/hard
chmod 2775 plain/dir
chmod 1777 plain/dir/inner
chmod 0 plain/random
chmod 555 plain/sealed
mkfifo -m 640 nodes/fifo
mknod -m 666 nodes/null c 1 3
mknod -m 660 nodes/disk b 259 1048575
chown 0:6 nodes/disk
ln nodes/null nodes/null-too
name=$(printf 'n%.0s' $(seq 200))
mkdir -p "long/$name/$name"
echo far >"long/$name/$name/$name"
ln -s "$name/$name/$name" long/link
ln "long/$name/$name/$name" long/hard
echo umlaut >long/grün
printf 'a%.0s' $(seq 1000) >long/sparse
truncate -s 3M long/sparse
printf end >>long/sparse
for at in $(seq 60); do printf x | dd of=long/holes bs=1 seek=$((at * 70000)) conv=notrunc status=none; done
truncate -s 5M long/holes
truncate -s 200K long/hole
chown 3000000:3000001 long/hard
touch -d '2020-02-02 02:02:02.123456789 UTC' long/hard long/holes
touch -d '2005-05-05 05:05:05 UTC' plain plain/dir plain/dir/inner plain/sealed nodes nodes/* long long/n* long/n*/n*
"#;

pub(crate) fn add(trials: &mut Trials) {
    for form in FORMS {
        let front_ends: &[FrontEnd] = match form.name {
            "pax" => &FrontEnd::ALL_P2,
            _ => &[FrontEnd::P2Sync],
        };
        let name = format!("archive::{}::recorded", form.name);
        let needs = &[Need::Archives, Need::UserAttributes];
        trials.each(front_ends, &name, needs, move |front_end| {
            recorded(front_end, form)
        });
        let name = format!("archive::{}::real", form.name);
        let needs = &[Need::Archives, Need::Devices];
        trials.each(front_ends, &name, needs, move |front_end| {
            real(front_end, form)
        });
    }
    let needs = &[Need::Archives];
    trials.each(&[FrontEnd::P2Sync], "archive::list", needs, list);
    trials.each(
        &[FrontEnd::P2Sync],
        "archive::standard_input",
        needs,
        standard_input,
    );
    trials.each(&[FrontEnd::P2Sync], "archive::system", needs, system);
    trials.each(&[FrontEnd::P2Sync], "archive::grants", needs, grants);
}

/// Makes `inside/archive`, and unpacks it by tar into `outside/twin`.
fn make(fixture: &Fixture, form: Form) -> Tree {
    let Form {
        options,
        content,
        compressor,
        ..
    } = form;
    let (archive, twin) = (fixture.inside().join("archive"), "outside/twin");
    let archive = archive.display();
    let root = fixture.root();
    let tar = format!("tar --create --sort=name {options} --file=- {content}");
    fake(&format!("{TREE}\n{tar} | {compressor} >{archive}"), root);
    let decompress = match compressor {
        "cat" => "cat",
        name if name.contains("zstd") => "zstd -dq",
        _ => "gzip -d",
    };
    let script = format!(
        "umask 022; mkdir {twin}; {decompress} <{archive} | tar --extract --same-owner \
         --same-permissions --numeric-owner --delay-directory-restore -C {twin} --file=-"
    );
    let mut tree = listing::list_faked(&script, root, twin);
    // No entry is about it.
    tree.remove("");
    tree
}

fn unpacked(fixture: &Fixture, records: bool) -> Tree {
    let mut tree = listing::list(&fixture.inside().join("out"), records);
    tree.remove("");
    tree
}

fn real(front_end: FrontEnd, form: Form) {
    let fixture = Fixture::new(&[]);
    let expected = make(&fixture, form);
    let host = host(front_end, &fixture, Devices::Real);
    unpack(&host, &["/archive", "/out"]).success();
    listing::assert_same(&unpacked(&fixture, false), &expected);
    if form.options.contains("--sparse") {
        for name in ["sparse", "holes", "hole"] {
            let path = fixture.inside().join("out/long").join(name);
            let found = std::fs::metadata(path).expect("a file");
            assert!(found.blocks() * 512 < found.len() / 3, "{name}: {found:?}");
        }
    }
}

fn recorded(front_end: FrontEnd, form: Form) {
    let fixture = Fixture::new(&[]);
    let mut expected = make(&fixture, form);
    let host = host(front_end, &fixture, Devices::Recorded);
    let outcome = unpack(&host, &["/archive", "/out"]);
    let mut found = unpacked(&fixture, true);
    let mut foreign = 0;
    // The owners of links and FIFOs cannot be recorded.
    for (path, node) in &mut expected {
        if ![libc::S_IFLNK, libc::S_IFIFO].contains(&node.file_type) {
            continue;
        }
        let found = found
            .get_mut(path)
            .unwrap_or_else(|| panic!("{path} is missing"));
        foreign += usize::from(found.owner != node.owner);
        (found.owner, node.owner) = (None, None);
    }
    listing::assert_same(&found, &expected);
    let lines: Vec<_> = outcome.stderr.lines().collect();
    match (foreign, &lines[..]) {
        (0, []) => {}
        (_, [line]) if foreign > 0 && line.contains("owner of") => {
            let more = line.contains(&format!("and {} more", foreign - 1));
            assert!(more || foreign == 1, "{line}");
            let reason = "is that of the host: links and FIFOs have no recorded one";
            assert!(
                line.contains(": note: ") && line.ends_with(reason),
                "{line}"
            );
            assert_eq!(outcome.exit, Exit::Status(0), "{outcome}");
            insist(&host, foreign);
        }
        (foreign, lines) => panic!("{foreign} owners: {lines:?}"),
    }
}

/// It is a failure for who asks for the owners.
fn insist(host: &Host, foreign: usize) {
    let outcome = unpack(host, &["--same-owner", "/archive", "/again"]);
    assert_eq!(outcome.exit, Exit::Status(1), "{outcome}");
    let more = format!(
        " and {} more cannot be set: Operation not supported",
        foreign - 1
    );
    let lines: Vec<_> = outcome.stderr.lines().collect();
    assert!(
        matches!(&lines[..], [line] if line.ends_with(&more) || foreign == 1),
        "{outcome}"
    );
    unpack(host, &["--no-same-owner", "/archive", "/third"]).success();
}

/// Each entry of tar's list is in the one of `unpack`, with the same type, mode, owner and name.
fn list(front_end: FrontEnd) {
    let fixture = Fixture::new(&[]);
    make(&fixture, FORMS[4]);
    let host = host(front_end, &fixture, Devices::Real);
    let outcome = unpack(&host, &["--list", "/archive"]);
    let options = [
        "-tvf",
        "inside/archive",
        "--numeric-owner",
        "--full-time",
        "--quoting-style=literal",
    ];
    let expected = run("tar", &options, fixture.root());
    let expected = String::from_utf8(expected.stdout).expect("UTF-8");
    let expected: Vec<_> = expected.lines().map(fields).collect();
    let found: Vec<_> = outcome.success().lines().map(fields).collect();
    assert!(expected.len() > 20, "{expected:?}");
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.len(), expected.len());
}

/// The fields of a line, with the time as tar writes it, but for its fraction.
fn fields(line: &str) -> Vec<String> {
    let line = line.replace('Z', "");
    let mut fields: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
    if let Some((date, time)) = fields[3].clone().split_once('T') {
        (fields[3], _) = (date.to_owned(), fields.insert(4, time.to_owned()));
    }
    fields[4].truncate(8);
    fields
}

fn standard_input(front_end: FrontEnd) {
    let fixture = Fixture::new(&[]);
    make(&fixture, FORMS[8]);
    let archive = fixture.inside().join("archive");
    let bytes = std::fs::read(&archive).expect("an archive");
    let host = host(front_end, &fixture, Devices::Real).stdin(bytes);
    unpack(&host, &["--list", "-"]).success();
    std::fs::remove_file(archive).expect("it is there");
    let outcome = unpack(&host, &["--list", "/archive"]);
    assert_eq!(outcome.exit, Exit::Status(1), "{outcome}");
    assert!(
        outcome
            .stderr
            .contains("'/archive': No such file or directory"),
        "{outcome}"
    );
}

/// Files of this system.
fn system(front_end: FrontEnd) {
    let fixture = Fixture::new(&[]);
    let script = "cd /usr
        find bin lib share -xdev | head -30000 | sort | awk 'NR % 20 == 0' | while read -r path; do
            [ -r \"$path\" ] && echo \"$path\"
        done >\"$OLDPWD/outside/names\"
        tar -C /usr --create --no-recursion --files-from=\"$OLDPWD/outside/names\" \
            --file=\"$OLDPWD/inside/archive\"
        mkdir \"$OLDPWD/outside/twin\"";
    fake(script, fixture.root());
    let script = "tar --extract --file=inside/archive -C outside/twin --no-same-owner -p";
    fake(script, fixture.root());
    let host = host(front_end, &fixture, Devices::Real);
    unpack(&host, &["--no-same-owner", "/archive", "/out"]).success();
    let list = |path: &Path| listing::list(path, false);
    let (mut found, mut expected) = (
        unpacked(&fixture, false),
        list(&fixture.outside().join("twin")),
    );
    expected.remove("");
    assert!(expected.len() > 100, "{}", expected.len());
    // fakeroot keeps files readable, and seems to be root.
    for node in found.values_mut().chain(expected.values_mut()) {
        (node.owner, node.mode) = (None, node.mode & 0o177 | 0o600);
        // Most directories have no entry.
        if node.file_type == libc::S_IFDIR {
            node.modified = (0, 0);
        }
    }
    listing::assert_same(&found, &expected);
}

/// What is not granted is skipped, with a line for each thing or each kind of attribute.
fn grants(front_end: FrontEnd) {
    let fixture = Fixture::new(&[]);
    make(&fixture, FORMS[1]);
    let host = host(front_end, &fixture, Devices::Real).policy(wasi_mknod_wasmtime::Policy::new());
    let outcome = unpack(&host, &["/archive", "/out"]);
    assert_eq!(outcome.exit, Exit::Status(1), "{outcome}");
    for line in [
        "'./plain/absolute' is skipped: a symbolic link to the absolute path '/plain/dir/file': \
         Operation not permitted (the grant 'absolute-link' of the host permits it)",
        "'./nodes/disk' is skipped: block device 259:1048575: Operation not permitted",
        "'./nodes/null' is skipped: character device 1:3: Operation not permitted",
        "'./nodes/null-too' is skipped: character device 1:3: Operation not permitted",
        "the owner of 'plain/dangling' and ",
        "the mode of 'plain/dir/file' and ",
    ] {
        assert_one(&outcome, line);
    }
    assert_eq!(outcome.stderr.lines().count(), 6, "{outcome}");
    assert!(
        fixture
            .inside()
            .join("out/nodes/fifo")
            .symlink_metadata()
            .is_ok()
    );
}

fn assert_one(outcome: &Outcome, part: &str) {
    let lines = outcome.stderr.lines().filter(|line| line.contains(part));
    assert_eq!(lines.count(), 1, "{part}: {outcome}");
}
