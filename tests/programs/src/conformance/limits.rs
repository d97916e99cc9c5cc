//! Lengths of paths, and the quota.

use super::check::{fails, works};
use super::row::{Need, Row};
use super::version::Conforming;

const LENGTHS: &str = "mknod/lengths";
const QUOTA: &str = "mknod/quota";

pub(super) fn rows<W: Conforming + 'static>() -> Vec<Row<W>> {
    let any = [Need::AnyNode];
    vec![
        Row::new(
            LENGTHS,
            "a name of 255 bytes is made",
            &any,
            async |scene| {
                let name = "n".repeat(255);
                scene.makes(&name, &name, scene.kind, 0o640).await
            },
        ),
        Row::new(
            LENGTHS,
            "a path of 4095 bytes is made",
            &any,
            async |scene| {
                let path = format!("{}n", "./".repeat(2047));
                scene.makes(&path, "n", scene.kind, 0o640).await
            },
        ),
        Row::new(
            LENGTHS,
            "a name of 256 bytes answers name-too-long",
            &any,
            async |scene| {
                scene
                    .refuses(&"n".repeat(256), scene.kind, 0o640, "name-too-long")
                    .await
            },
        ),
        Row::new(
            LENGTHS,
            "a path of 4096 bytes answers name-too-long",
            &any,
            async |scene| {
                let path = format!("{}nn", "./".repeat(2047));
                scene
                    .refuses(&path, scene.kind, 0o640, "name-too-long")
                    .await
            },
        ),
        Row::new(
            LENGTHS,
            "a directory of 256 bytes answers name-too-long",
            &any,
            async |scene| {
                let path = format!("{}/new", "n".repeat(256));
                scene
                    .refuses(&path, scene.kind, 0o640, "name-too-long")
                    .await
            },
        ),
        Row::new(
            QUOTA,
            "a failure takes nothing of it, the node after the last answers quota, also before an \
             empty path",
            &[Need::AnyNode, Need::Quota],
            async |scene| {
                for number in 0..scene.quota {
                    let failed = W::make_node(&scene.dir, "file", scene.kind, 0o640).await;
                    fails("mknod of what exists", failed, "exist")?;
                    let name = format!("node-{number}");
                    works(
                        &name,
                        W::make_node(&scene.dir, &name, scene.kind, 0o640).await,
                    )?;
                }
                scene
                    .refuses("one-more", scene.kind, 0o640, "quota")
                    .await?;
                scene.refuses("", scene.kind, 0o640, "quota").await
            },
        ),
    ]
}
