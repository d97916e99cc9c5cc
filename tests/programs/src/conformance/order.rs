//! Calls that are wrong in two ways: the earlier check gives the answer.

use super::check::{fails, same, works};
use super::options::Grant;
use super::row::{Need, Row};
use super::version::Conforming;
use crate::Kind;

const SECTION: &str = "mknod/order";

/// A device number that no Linux stores.
const OUT_OF_RANGE: Kind = Kind::CharacterDevice(0x1001, 3);

/// Paths that are answered otherwise where the call gets as far as the path.
const PATHS: [(&str, &str); 6] = [
    ("an empty path", ""),
    ("a path with NUL", "nul\0"),
    ("an absolute path", "/new"),
    ("a path that escapes", "../outside/new"),
    ("a path that exists", "file"),
    ("a path through a file", "file/new"),
];

pub(super) fn rows<W: Conforming + 'static>() -> Vec<Row<W>> {
    let mut rows = vec![
        Row::new(
            SECTION,
            "dir-fd is a file, before the device number",
            &[],
            async |scene| {
                let file = works("open-at", W::open(&scene.dir, "file").await)?;
                let answer = W::make_node(&file, "new", OUT_OF_RANGE, 0o6640).await;
                fails("mknod", answer, "not-directory")
            },
        ),
        Row::new(
            SECTION,
            "dir-fd is a file, before the policy and the path",
            &[],
            async |scene| {
                let file = works("open-at", W::open(&scene.dir, "file").await)?;
                for kind in Kind::EACH {
                    let answer = W::make_node(&file, "", kind, 0o6640).await;
                    fails(kind.name(), answer, "not-directory")?;
                }
                Ok(())
            },
        ),
    ];
    for (what, path) in PATHS {
        let name = format!("the device number, before {what}");
        rows.push(Row::new(SECTION, name, &[], async move |scene| {
            scene.refuses(path, OUT_OF_RANGE, 0o640, "invalid").await
        }));
        for kind in Kind::EACH {
            let name = format!("the policy for {kind}, before {what}");
            let denied = [Need::Denied(Grant::of(kind))];
            rows.push(Row::new(SECTION, name, &denied, async move |scene| {
                scene.refuses(path, kind, 0o640, "not-permitted").await
            }));
        }
    }
    syntax(&mut rows);
    read_only(&mut rows);
    rows
}

/// What is wrong with the path itself comes before what the file system says.
fn syntax<W: Conforming + 'static>(rows: &mut Vec<Row<W>>) {
    let long = "n".repeat(256);
    for (what, path, error) in [
        (
            "NUL, before a missing directory",
            "missing/nul\0".to_owned(),
            "invalid",
        ),
        (
            "NUL, before a file in the way",
            "file/nul\0".to_owned(),
            "invalid",
        ),
        (
            "a long name, before a missing directory",
            format!("missing/{long}"),
            "name-too-long",
        ),
        (
            "a long name, before a file in the way",
            format!("file/{long}"),
            "name-too-long",
        ),
        (
            "a long path, before a missing directory",
            format!("missing/{}", "./".repeat(2048)),
            "name-too-long",
        ),
        (
            "a long path, before an escape",
            "../".repeat(1366),
            "name-too-long",
        ),
    ] {
        rows.push(Row::new(
            SECTION,
            what,
            &[Need::AnyNode],
            async move |scene| scene.refuses(&path, scene.kind, 0o640, error).await,
        ));
    }
}

fn read_only<W: Conforming + 'static>(rows: &mut Vec<Row<W>>) {
    for (what, path, kind, error) in [
        (
            "a node in a read-only directory answers not-permitted",
            "new",
            None,
            "not-permitted",
        ),
        (
            "a read-only directory, before an empty path",
            "",
            None,
            "not-permitted",
        ),
        (
            "a read-only directory, before a path with NUL",
            "nul\0",
            None,
            "not-permitted",
        ),
        (
            "the device number, before a read-only directory",
            "new",
            Some(OUT_OF_RANGE),
            "invalid",
        ),
    ] {
        rows.push(Row::new(
            SECTION,
            what,
            &[Need::ReadOnly],
            async move |scene| {
                let directories = W::preopens();
                same("there is a second directory", directories.len() > 1, true)?;
                let dir = &directories[directories.len() - 1];
                let kind = kind.unwrap_or(scene.kind);
                fails("mknod", W::make_node(dir, path, kind, 0o640).await, error)
            },
        ));
    }
}
