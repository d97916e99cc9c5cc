//! The host's side of the guest programs: what they find, and what the kernel says of what they
//! leave.

use crate::table::allow_all;
use std::fs;
use wasi_mknod_tests::{
    Created, Fixture, FrontEnd, Host, Kind, Snapshot, Trials, dir, file, foreach_program, link,
    process, programs,
};
use wasi_mknod_wasmtime::{NodeTypes, Policy};

/// Adds one trial for each guest program and front end. A program without a function of its name
/// does not compile.
pub(crate) fn add(trials: &mut Trials) {
    macro_rules! add {
        ($name:ident $constant:ident $($program:tt)*) => {
            trials.each(
                &FrontEnd::GUESTS,
                concat!("programs::", stringify!($name)),
                &[],
                $name,
            );
        };
    }
    foreach_program!(mknod, add);
}

fn mknod_raw(front_end: FrontEnd) {
    let fixture = Fixture::new(&[dir("inside/dir"), dir("inside/dir/sub")]);
    let before = fixture.snapshot();
    Host::on(front_end, &fixture)
        .run(programs::MKNOD_RAW)
        .success();
    before.assert_created(
        &fixture.snapshot(),
        [
            ("inside/typeless", Created::own(Kind::RegularFile, 0o640)),
            ("inside/regular", Created::own(Kind::RegularFile, 0o600)),
            ("inside/relative-fifo", Created::own(Kind::Fifo, 0o600)),
            ("inside/socket", Created::own(Kind::Socket, 0o700)),
            ("inside/mkfifo", Created::own(Kind::Fifo, 0o1640)),
            ("inside/mkfifo-with-type", Created::own(Kind::Fifo, 0o600)),
            ("inside/dir/regular", Created::own(Kind::RegularFile, 0o400)),
            ("inside/dir/fifo", Created::own(Kind::Fifo, 0o755)),
            ("inside/dir/sub/fifo", Created::own(Kind::Fifo, 0)),
        ],
    );
}

/// Checks that the nodes `created` have been added to `before`, and nothing else.
fn assert_created(before: &Snapshot, fixture: &Fixture, created: &[(&str, Kind, u16)]) {
    let created = created
        .iter()
        .map(|&(path, kind, mode)| (path, Created::own(kind, mode)));
    before.assert_created(&fixture.snapshot(), created);
}

fn mknod_typed(front_end: FrontEnd) {
    let fixture = Fixture::new(&[dir("inside/dir")]);
    let before = fixture.snapshot();
    let policy = Policy::new()
        .node_types(NodeTypes::all())
        .device("c 0:0".parse().unwrap());
    Host::on(front_end, &fixture)
        .policy(policy)
        .run(programs::MKNOD_TYPED)
        .success();
    assert_created(
        &before,
        &fixture,
        &[
            ("inside/fifo", Kind::Fifo, 0o644),
            ("inside/dir/fifo", Kind::Fifo, 0o644),
            ("inside/socket", Kind::Socket, 0o1401),
            ("inside/dir/regular", Kind::RegularFile, 0),
            ("inside/made", Kind::Directory, 0o750),
            ("inside/whiteout", Kind::CharacterDevice(0, 0), 0o644),
            ("inside/made/fifo", Kind::Fifo, 0o666),
        ],
    );
}

fn mknod_umask(front_end: FrontEnd) {
    for (umask, first) in [(None, 0o022), (Some(0), 0), (Some(0o7027), 0o027)] {
        let fixture = Fixture::new(&[]);
        let before = fixture.snapshot();
        let mut host = Host::on(front_end, &fixture).arg(format!("{first:o}"));
        if let Some(umask) = umask {
            host = host.umask(umask);
        }
        host.run(programs::MKNOD_UMASK).success();
        let of_std = 0o666 & !process::umask();
        assert_created(
            &before,
            &fixture,
            &[
                ("inside/first", Kind::Fifo, 0o777 & !first),
                ("inside/none", Kind::Fifo, 0o777),
                ("inside/private", Kind::Fifo, 0o700),
                ("inside/private-file", Kind::RegularFile, 0o1600),
                ("inside/many-1", Kind::Socket, 0o700),
                ("inside/many-2", Kind::Socket, 0o700),
                ("inside/nothing", Kind::Fifo, 0o1000),
                ("inside/std", Kind::RegularFile, of_std),
            ],
        );
    }
}

fn mknod_many(front_end: FrontEnd) {
    let fixture = Fixture::new(&[dir("inside/dir")]);
    let before = fixture.snapshot();
    Host::on(front_end, &fixture)
        .policy(Policy::new().node_types(NodeTypes::all()))
        .run(programs::MKNOD_MANY)
        .success();
    let fixed = [
        ("inside/regular", Kind::RegularFile),
        ("inside/socket", Kind::Socket),
        ("inside/made", Kind::Directory),
        ("inside/made/fifo", Kind::Fifo),
        ("inside/fifo", Kind::Fifo),
        ("inside/last", Kind::Fifo),
    ];
    let mut created: Vec<(String, Kind)> = fixed.map(|(path, kind)| (path.to_owned(), kind)).into();
    created.extend((0..1000).map(|n| (format!("inside/dir/{n}"), Kind::Fifo)));
    for (index, n) in (0..9).flat_map(|index| [(index, 0), (index, 1)]) {
        created.push((format!("inside/before-{index}-{n}"), Kind::Fifo));
    }
    let created: Vec<_> = created
        .iter()
        .map(|(path, kind)| (&**path, *kind, 0o700))
        .collect();
    assert_created(&before, &fixture, &created);
}

fn mknod_handles(front_end: FrontEnd) {
    let fixture = Fixture::new(&[
        file("inside/file"),
        dir("inside/dir"),
        dir("inside/dir/sub"),
        link("inside/dir/sub/link-up", ".."),
    ]);
    let before = fixture.snapshot();
    Host::on(front_end, &fixture)
        .run(programs::MKNOD_HANDLES)
        .success();
    // The guest has also made and removed directories beside them.
    let after = fixture
        .snapshot()
        .with_times_of(&before, ["inside", "inside/dir"]);
    let created = [
        ("inside/dir/sub/fifo", Created::own(Kind::Fifo, 0o600)),
        ("inside/dir/sub/second", Created::own(Kind::Fifo, 0o600)),
        ("inside/dir/fifo", Created::own(Kind::Fifo, 0o600)),
    ];
    before.assert_created(&after, created);
}

fn mknod_bad_handle(front_end: FrontEnd) {
    for handle in ["made-up", "zero", "largest", "dropped", "other-type"] {
        let fixture = Fixture::new(&[dir("inside/dir")]);
        let before = fixture.snapshot();
        let outcome = Host::on(front_end, &fixture)
            .policy(allow_all())
            .arg(handle)
            .run(programs::MKNOD_BAD_HANDLE);
        assert!(outcome.trap().contains("handle"), "{handle}: {outcome}");
        assert_eq!(outcome.stdout, "", "{handle}");
        before.assert_same(&fixture.snapshot());
    }
}

fn mknod_preopens(front_end: FrontEnd) {
    let fixture = Fixture::new(&[
        dir("inside/dir"),
        dir("inside/ab"),
        dir("outside/a"),
        dir("outside/a/bc"),
        dir("outside/a/dir"),
        dir("outside/b"),
        dir("outside/b/dir"),
        dir("outside/relative"),
        dir("outside/first"),
        dir("outside/second"),
    ]);
    let before = fixture.snapshot();
    let outside = fixture.outside();
    Host::on(front_end, &fixture)
        .preopen(outside.join("a"), "/a")
        .preopen(outside.join("b"), "/a/b")
        .preopen(outside.join("relative"), "relative")
        .preopen(outside.join("first"), "/twice")
        .preopen(outside.join("second"), "/twice")
        .run(programs::MKNOD_PREOPENS)
        .success();
    let of_std = 0o666 & !process::umask();
    let mut created = vec![("outside/b/by-handle".to_owned(), Kind::Fifo, 0o600)];
    for (folder, count) in [
        ("inside", 8),
        ("inside/ab", 1),
        ("inside/dir", 3),
        ("outside/a", 10),
        ("outside/a/bc", 1),
        ("outside/b", 8),
        ("outside/relative", 3),
        ("outside/second", 2),
    ] {
        for n in 1..=count {
            created.push((format!("{folder}/{n}"), Kind::Fifo, 0o600));
            created.push((format!("{folder}/{n}.std"), Kind::RegularFile, of_std));
        }
    }
    let created: Vec<_> = created
        .iter()
        .map(|(path, kind, mode)| (&**path, *kind, *mode))
        .collect();
    assert_created(&before, &fixture, &created);
}

fn mknod_without_root(front_end: FrontEnd) {
    for alone in [true, false] {
        let fixture = Fixture::new(&[dir("inside/dir"), dir("outside/dir")]);
        let before = fixture.snapshot();
        let mut host = Host::new(front_end).preopen(fixture.inside(), "/only/here");
        let mut created = vec![
            ("inside/absolute", Kind::Fifo, 0o600),
            ("inside/relative", Kind::Fifo, 0o600),
            ("inside/detour", Kind::Fifo, 0o600),
        ];
        if alone {
            host = host.arg("alone");
        } else {
            host = host.preopen(fixture.outside(), ".");
            created.extend([
                ("outside/in-dot", Kind::Fifo, 0o600),
                ("outside/dir/in-dot", Kind::Fifo, 0o600),
                ("outside/rooted", Kind::Fifo, 0o600),
            ]);
        }
        host.run(programs::MKNOD_WITHOUT_ROOT).success();
        assert_created(&before, &fixture, &created);
    }
}

fn mknod_dev(front_end: FrontEnd) {
    let fixture = Fixture::new(&[file("inside/null")]);
    let before = fixture.snapshot();
    let outcome = Host::on(front_end, &fixture)
        .policy(Policy::deny_all())
        .dev("/dev")
        .max_open_fifos(100)
        .stdin("what the host sends")
        .arg("100")
        .run(programs::MKNOD_DEV);
    assert_eq!(outcome.success(), "first\nsecond\ndone\n");
    assert_eq!(outcome.stderr, "third\n");
    before.assert_same(&fixture.snapshot());
}

fn mknod_readonly(front_end: FrontEnd) {
    let fixture = Fixture::new(&[
        file("inside/file"),
        dir("inside/dir"),
        dir("inside/writable"),
    ]);
    let before = fixture.snapshot();
    Host::on(front_end, &fixture)
        .policy(allow_all())
        .read_only()
        .preopen(fixture.inside().join("writable"), "/writable")
        .run(programs::MKNOD_READONLY)
        .success();
    let created = [("inside/writable/fifo", Kind::Fifo, 0o600)];
    assert_created(&before, &fixture, &created);
}

fn mknod_quota(front_end: FrontEnd) {
    let fixture = Fixture::new(&[]);
    let before = fixture.snapshot();
    Host::on(front_end, &fixture)
        .max_nodes(8)
        .run(programs::MKNOD_QUOTA)
        .success();
    let of_std = 0o666 & !process::umask();
    let fifo = |path| (path, Kind::Fifo, 0o600);
    assert_created(
        &before,
        &fixture,
        &[
            fifo("inside/2"),
            fifo("inside/3"),
            fifo("inside/4"),
            fifo("inside/5"),
            fifo("inside/6"),
            fifo("inside/7"),
            fifo("inside/8"),
            ("inside/std", Kind::RegularFile, of_std),
        ],
    );
}

fn mknod_std(front_end: FrontEnd) {
    let fixture = Fixture::new(&[]);
    Host::on(front_end, &fixture)
        .policy(Policy::new().node_types(NodeTypes::all()))
        .run(programs::MKNOD_STD)
        .success();
    let after = fixture.snapshot();
    for (path, kind, mode) in [
        ("made/fifo", Kind::Fifo, 0o640),
        ("made/socket", Kind::Fifo, 0o600),
        ("made/dir", Kind::Directory, 0o700),
        ("made/dir/renamed", Kind::Fifo, 0o600),
        ("made/dir/through-link", Kind::Fifo, 0o600),
        ("made/regular", Kind::RegularFile, 0o600),
    ] {
        let path = format!("inside/{path}");
        assert_eq!(
            (after.kind(&path), after.mode(&path)),
            (kind.name(), mode),
            "{path}"
        );
    }
    let text = fs::read_to_string(fixture.inside().join("made/regular"));
    assert_eq!(text.unwrap(), "text");
}
