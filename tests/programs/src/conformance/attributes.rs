//! The interface `attributes`.

use super::check::{Check, fails, same, works};
use super::options::Grant;
use super::row::{Need, Row};
use super::scene::Scene;
use super::version::Conforming;
use crate::Answer;
use wasi_mknod::bindings::types::{Mode, NewOwner, NewTime, NodeStat, Timestamp};

const SECTION: &str = "attributes";

/// A change, for what holds for all of them.
#[derive(Clone, Copy, Debug)]
pub enum Change {
    /// The mode.
    Mode(u16),
    /// The user and the group.
    Owner(Option<u32>, Option<u32>),
    /// The times of the access and of the modification.
    Times(NewTime, NewTime),
}

const KEEP: Change = Change::Owner(None, None);
const NO_TIMES: Change = Change::Times(NewTime::NoChange, NewTime::NoChange);
const PRIVATE: Change = Change::Mode(0o700);

fn at(seconds: i64, nanoseconds: u32) -> NewTime {
    NewTime::Timestamp(Timestamp {
        seconds,
        nanoseconds,
    })
}

/// A path, whether a link is followed, and the error of each change there.
const ERRORS: [(&str, bool, &str); 14] = [
    ("missing", true, "no-entry"),
    ("", true, "no-entry"),
    ("dangling-link", true, "no-entry"),
    ("self-loop", true, "loop"),
    ("loop/x", false, "loop"),
    ("file/", true, "not-directory"),
    ("file/x", false, "not-directory"),
    ("nul\0", true, "invalid"),
    ("/", true, "not-permitted"),
    ("..", true, "not-permitted"),
    ("../outside/file", true, "not-permitted"),
    ("link-to-outside-file", true, "not-permitted"),
    ("link-to-outside/file", false, "not-permitted"),
    ("dir/link-to-outside/file", true, "not-permitted"),
];

pub(super) fn rows<W: Conforming + 'static>() -> Vec<Row<W>> {
    let mut rows = Vec::new();
    for (path, follow, error) in ERRORS {
        for (grant, change) in [
            (Some(Grant::Mode), PRIVATE),
            (Some(Grant::Owner), KEEP),
            (None, NO_TIMES),
        ] {
            let needs: Vec<_> = grant.into_iter().map(Need::Granted).collect();
            let name = format!("{change:?} of {path:?} answers {error}");
            rows.push(Row::new(SECTION, name, &needs, async move |scene| {
                let answer = W::change_at(&scene.dir, follow, path, change).await;
                fails("set-..-at", answer, error)
            }));
        }
    }
    modes(&mut rows);
    owners(&mut rows);
    times(&mut rows);
    order(&mut rows);
    rows
}

async fn stat<W: Conforming>(
    scene: &Scene<W>,
    path: &str,
) -> Result<NodeStat, super::check::Failure> {
    works("stat-at", W::node_stat(&scene.dir, false, path).await)
}

async fn has_mode<W: Conforming>(scene: &Scene<W>, path: &str, mode: u16) -> Check {
    let found = stat(scene, path).await?.mode;
    same("the mode", found, Mode::from_raw_mode(mode.into()))
}

fn modes<W: Conforming + 'static>(rows: &mut Vec<Row<W>>) {
    let granted = [Need::Granted(Grant::Mode)];
    for mode in [0, 0o7, 0o640, 0o777, 0o1755] {
        for path in ["file", "dir"] {
            let name = format!("{path} gets the mode {mode:04o}, whatever the umask is");
            rows.push(Row::new(SECTION, name, &granted, async move |scene| {
                let change = Change::Mode(mode);
                W::set_umask(0o777);
                let answer = W::change_at(&scene.dir, true, path, change).await;
                W::set_umask(scene.first_umask);
                works("set-mode-at", answer)?;
                has_mode(&scene, path, mode).await?;
                let private = W::change_at(&scene.dir, true, path, PRIVATE).await;
                works("set-mode-at", private)
            }));
        }
    }
    rows.extend([
        Row::new(
            SECTION,
            "the mode of what a link leads to",
            &granted,
            async |scene| {
                let set = W::change_at(&scene.dir, true, "link-to-file", PRIVATE).await;
                works("set-mode-at", set)?;
                has_mode(&scene, "file", 0o700).await
            },
        ),
        Row::new(
            SECTION,
            "a link has no mode: unsupported",
            &granted,
            async |scene| {
                let set = W::change_at(&scene.dir, false, "link-to-file", PRIVATE).await;
                fails("set-mode-at", set, "unsupported")
            },
        ),
        Row::new(
            SECTION,
            "the mode of an open file and an open directory",
            &granted,
            async |scene| {
                for path in ["file", "dir"] {
                    let open = works("open-at", W::open(&scene.dir, path).await)?;
                    works("set-mode", W::change(&open, PRIVATE).await)?;
                    has_mode(&scene, path, 0o700).await?;
                }
                Ok(())
            },
        ),
        Row::new(
            SECTION,
            "the mode of a FIFO, which is not opened",
            &[Need::Granted(Grant::Mode), Need::Granted(Grant::Fifo)],
            async |scene| {
                let set = W::change_at(&scene.dir, true, "link-to-fifo", PRIVATE).await;
                works("set-mode-at", set)?;
                has_mode(&scene, "fifo", 0o700).await
            },
        ),
        Row::new(
            SECTION,
            "set-ID bits, which are granted",
            &[Need::Granted(Grant::Mode), Need::Granted(Grant::SetId)],
            async |scene| {
                let set = W::change_at(&scene.dir, true, "file", Change::Mode(0o4755)).await;
                works("set-mode-at", set)?;
                has_mode(&scene, "file", 0o4755).await
            },
        ),
        Row::new(
            SECTION,
            "set-ID bits without a grant answer not-permitted",
            &[Need::Denied(Grant::SetId)],
            async |scene| {
                for mode in [0o4700, 0o2700, 0o6700] {
                    let set = W::change_at(&scene.dir, true, "file", Change::Mode(mode)).await;
                    fails("set-mode-at", set, "not-permitted")?;
                }
                Ok(())
            },
        ),
    ]);
}

fn owners<W: Conforming + 'static>(rows: &mut Vec<Row<W>>) {
    let granted = [Need::Granted(Grant::Owner)];
    rows.extend([
        Row::new(
            SECTION,
            "an owner that stays as it is",
            &granted,
            async |scene| {
                for (follow, path) in [(true, "link-to-file"), (false, "dangling-link")] {
                    let set = W::change_at(&scene.dir, follow, path, KEEP).await;
                    works("set-owner-at", set)?;
                }
                let open = works("open-at", W::open(&scene.dir, "dir").await)?;
                works("set-owner", W::change(&open, KEEP).await)
            },
        ),
        Row::new(
            SECTION,
            "an owner that a node has already, where owners are told",
            &granted,
            async |scene| {
                let before = stat(&scene, "file").await?.owner;
                let (user, group) = (before.map(|own| own.user), before.map(|own| own.group));
                let change = Change::Owner(user, group);
                let set = W::change_at(&scene.dir, true, "file", change).await;
                works("set-owner-at", set)?;
                same("the owner", stat(&scene, "file").await?.owner, before)
            },
        ),
    ]);
}

fn times<W: Conforming + 'static>(rows: &mut Vec<Row<W>>) {
    for (what, path, follow, place) in [
        ("a file", "file", true, "file"),
        ("a directory", "dir", true, "dir"),
        ("what a link leads to", "link-to-file", true, "file"),
        ("a link", "dangling-link", false, "dangling-link"),
    ] {
        let name = format!("the times of {what}, one after the other");
        rows.push(Row::new(SECTION, name, &[], async move |scene| {
            let accessed = Change::Times(at(12, 34), NewTime::NoChange);
            let modified = Change::Times(NewTime::NoChange, at(1_700_000_000, 999_999_999));
            for change in [accessed, modified] {
                works(
                    "set-times-at",
                    W::change_at(&scene.dir, follow, path, change).await,
                )?;
            }
            let found = stat(&scene, place).await?;
            let of = |time: Timestamp| (time.seconds, time.nanoseconds);
            let found = (
                of(found.data_access_timestamp),
                of(found.data_modification_timestamp),
            );
            same("the times", found, ((12, 34), (1_700_000_000, 999_999_999)))
        }));
    }
    rows.extend([
        Row::new(
            SECTION,
            "the time of the call, and of an open file",
            &[],
            async |scene| {
                let open = works("open-at", W::open(&scene.dir, "file").await)?;
                let then = Change::Times(at(12, 34), at(12, 34));
                works("set-times", W::change(&open, then).await)?;
                let seconds = stat(&scene, "file").await?.data_modification_timestamp;
                same("the old time", seconds.seconds, 12)?;
                let now = Change::Times(NewTime::NoChange, NewTime::Now);
                works("set-times", W::change(&open, now).await)?;
                let found = stat(&scene, "file").await?;
                same(
                    "the time of access",
                    found.data_access_timestamp.seconds,
                    12,
                )?;
                let modified = found.data_modification_timestamp.seconds;
                same("the time is a late one", modified > 1_700_000_000, true)
            },
        ),
        Row::new(
            SECTION,
            "a second of nanoseconds answers invalid",
            &[],
            async |scene| {
                let change = Change::Times(NewTime::Now, at(0, 1_000_000_000));
                let set = W::change_at(&scene.dir, true, "file", change).await;
                fails("set-times-at", set, "invalid")
            },
        ),
    ]);
}

/// Calls that are wrong in two ways.
fn order<W: Conforming + 'static>(rows: &mut Vec<Row<W>>) {
    const NOBODY: Change = Change::Owner(Some(u32::MAX), None);
    rows.push(Row::new(
        SECTION,
        "dir-fd is a file, before the values and the path",
        &[],
        async |scene| {
            let file = works("open-at", W::open(&scene.dir, "file").await)?;
            for change in [PRIVATE, NOBODY, NO_TIMES] {
                let answer = W::change_at(&file, true, "", change).await;
                fails("set-..-at", answer, "not-directory")?;
            }
            Ok(())
        },
    ));
    rows.push(Row::new(
        SECTION,
        "the number of nobody is invalid, before the policy and the path",
        &[],
        async |scene| {
            let answer = W::change_at(&scene.dir, true, "../outside", NOBODY).await;
            fails("set-owner-at", answer, "invalid")
        },
    ));
    for (grant, change) in [(Grant::Mode, PRIVATE), (Grant::Owner, KEEP)] {
        let denied = [Need::Denied(grant)];
        let name = format!("the policy for {change:?}, before the path");
        rows.push(Row::new(SECTION, name, &denied, async move |scene| {
            for path in ["file", "missing", "", "nul\0"] {
                let answer = W::change_at(&scene.dir, true, path, change).await;
                fails("set-..-at", answer, "not-permitted")?;
            }
            let open = works("open-at", W::open(&scene.dir, "file").await)?;
            fails("set-..", W::change(&open, change).await, "not-permitted")
        }));
    }
    rows.push(Row::new(
        SECTION,
        "a read-only directory answers not-permitted",
        &[Need::ReadOnly],
        async |_| {
            let preopens = W::preopens();
            let dir = preopens.last().ok_or("a second directory");
            let dir = works("get-directories", dir)?;
            for change in [PRIVATE, KEEP, NO_TIMES] {
                let answer = W::change_at(dir, true, "missing", change).await;
                fails("set-..-at", answer, "not-permitted")?;
                fails("set-..", W::change(dir, change).await, "not-permitted")?;
            }
            Ok(())
        },
    ));
}

/// The calls of the interface.
#[expect(
    async_fn_in_trait,
    reason = "no program hands a future to another thread"
)]
pub trait Attributes: crate::FifoCalls {
    /// `set-mode-at`, `set-owner-at` or `set-times-at`.
    async fn change_at(dir: &Self::Descriptor, follow: bool, path: &str, change: Change) -> Answer;

    /// `set-mode`, `set-owner` or `set-times`.
    async fn change(fd: &Self::Descriptor, change: Change) -> Answer;
}

/// The record that the WIT has for an owner.
pub(super) fn new_owner(user: Option<u32>, group: Option<u32>) -> NewOwner {
    NewOwner { user, group }
}
