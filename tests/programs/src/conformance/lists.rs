//! `mknod-many`.

use super::check::{Check, same};
use super::options::Grant;
use super::row::{Need, Row};
use super::scene::Scene;
use super::version::Conforming;
use crate::{Kind, guest};
use wasi_mknod::bindings::types::Node;

const SECTION: &str = "mknod-many";

/// A list, how many nodes of it are made, and what stops the call.
type Table = (
    &'static str,
    &'static [&'static str],
    usize,
    Option<&'static str>,
);

const LISTS: [Table; 8] = [
    ("an empty list makes nothing", &[], 0, None),
    (
        "a list of three makes them",
        &["one", "dir/two", "three"],
        3,
        None,
    ),
    (
        "a failure at first makes nothing",
        &["file", "one"],
        0,
        Some("exist"),
    ),
    (
        "a failure in the middle keeps those before",
        &["one", "file/x", "three"],
        1,
        Some("not-directory"),
    ),
    (
        "a failure at last keeps those before",
        &["one", "two", "../three"],
        2,
        Some("not-permitted"),
    ),
    (
        "a name that comes twice exists",
        &["one", "one"],
        1,
        Some("exist"),
    ),
    ("an empty path", &["one", ""], 1, Some("no-entry")),
    (
        "a path with NUL",
        &["one", "nul\0", "three"],
        1,
        Some("invalid"),
    ),
];

pub(super) fn rows<W: Conforming + 'static>() -> Vec<Row<W>> {
    let mut rows: Vec<Row<W>> = Vec::new();
    for (name, paths, made, error) in LISTS {
        rows.push(Row::new(
            SECTION,
            name,
            &[Need::AnyNode],
            async move |scene| {
                let nodes = paths
                    .iter()
                    .map(|path| node(path, scene.kind, 0o640))
                    .collect();
                stops(&scene, nodes, made, error).await
            },
        ));
    }
    let name = "a device number out of range in the middle answers invalid";
    rows.push(Row::new(SECTION, name, &[Need::AnyNode], async |scene| {
        let device = Kind::BlockDevice(0, u32::MAX);
        let nodes = vec![node("one", scene.kind, 0), node("two", device, 0)];
        stops(&scene, nodes, 1, Some("invalid")).await
    }));
    for kind in Kind::EACH {
        let name = format!("a {kind} that is denied in the middle answers not-permitted");
        let needs = [Need::AnyNode, Need::Denied(Grant::of(kind))];
        rows.push(Row::new(SECTION, name, &needs, async move |scene| {
            let nodes = vec![node("one", scene.kind, 0), node("two", kind, 0)];
            stops(&scene, nodes, 1, Some("not-permitted")).await
        }));
    }
    rows.push(Row::new(
        SECTION,
        "the umask counts",
        &[Need::AnyNode],
        async |scene| {
            W::set_umask(0o027);
            let nodes = vec![
                node("one", scene.kind, 0o777),
                node("two", scene.kind, 0o1666),
            ];
            same("mknod-many", W::make_nodes(&scene.dir, nodes).await, Ok(()))?;
            scene.is("one", scene.kind, 0o750).await?;
            scene.is("two", scene.kind, 0o1640).await
        },
    ));
    rows
}

async fn stops<W: Conforming>(
    scene: &Scene<W>,
    nodes: Vec<Node>,
    made: usize,
    error: Option<&str>,
) -> Check {
    let before = scene.names().await?.len();
    let answer = W::make_nodes(&scene.dir, nodes).await;
    let expected = match error {
        Some(error) => Err((made.try_into().unwrap_or(u32::MAX), error.to_owned())),
        None => Ok(()),
    };
    same("mknod-many", answer, expected)?;
    let after = scene.names().await?.len();
    same("the number of new names", after - before, made)
}

fn node(path: &str, kind: Kind, mode: u16) -> Node {
    Node {
        path: path.to_owned(),
        node_type: guest::node_type(kind),
        mode: guest::mode(mode),
    }
}
