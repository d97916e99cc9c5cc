//! Paths: where a node is made, and what the others answer.

use super::options::Grant;
use super::row::{Need, Row};
use super::version::Conforming;
use crate::{Kind, paths};

const SECTION: &str = "mknod/paths";

/// The names of links that a guest cannot make, because they are absolute.
const ABSOLUTE: [&str; 3] = [
    "absolute-link-outside",
    "absolute-link-inside",
    "link-to-root",
];

pub(super) fn rows<W: Conforming + 'static>() -> Vec<Row<W>> {
    let mut rows = Vec::new();
    for &(path, place) in paths::MADE {
        let name = format!("{path:?} makes {place:?}");
        rows.push(Row::new(SECTION, name, &needs(path), async move |scene| {
            scene.makes(path, place, scene.kind, 0o640).await
        }));
    }
    for (all, error) in [
        (paths::EXIST, "exist"),
        (paths::NO_ENTRY, "no-entry"),
        (paths::NOT_DIRECTORY, "not-directory"),
        (paths::LOOP, "loop"),
        (paths::ESCAPE, "not-permitted"),
        (paths::NUL, "invalid"),
    ] {
        rows.extend(errors(all.iter().copied(), error));
    }
    rows.extend(errors(
        paths::SLASH.iter().map(|(path, _)| *path),
        "no-entry",
    ));
    for &(path, place) in paths::SLASH {
        let name = format!("{path:?} makes the directory {place:?}");
        let needs = [Need::Granted(Grant::Directory)];
        rows.push(Row::new(SECTION, name, &needs, async move |scene| {
            scene.makes(path, place, Kind::Directory, 0o750).await
        }));
    }
    rows
}

fn errors<W: Conforming + 'static>(
    paths: impl Iterator<Item = &'static str>,
    error: &'static str,
) -> Vec<Row<W>> {
    let possible = paths.filter(|path| ABSOLUTE.iter().all(|name| !path.contains(name)));
    possible
        .map(|path| {
            let name = format!("{path:?} answers {error}");
            Row::new(SECTION, name, &needs(path), async move |scene| {
                scene.refuses(path, scene.kind, 0o640, error).await
            })
        })
        .collect()
}

/// What has to be there before the call.
fn needs(path: &str) -> Vec<Need> {
    let mut needs = vec![Need::AnyNode];
    for (name, grant) in [
        ("fifo", Grant::Fifo),
        ("socket", Grant::Socket),
        ("device", Grant::Device),
    ] {
        if path.contains(name) {
            needs.push(Need::Granted(grant));
        }
    }
    needs
}
