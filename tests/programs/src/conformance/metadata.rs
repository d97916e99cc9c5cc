//! The interface `metadata`.

use super::check::{fails, same, works};
use super::options::Grant;
use super::row::{Need, Row};
use super::version::Conforming;
use wasi_mknod::bindings::types::FileType;

const SECTION: &str = "metadata";

/// A path, the type with and without following the last link, or the errors.
type Table = (
    &'static str,
    Result<FileType, &'static str>,
    Result<FileType, &'static str>,
);

const PATHS: [Table; 17] = [
    ("file", Ok(FileType::RegularFile), Ok(FileType::RegularFile)),
    ("dir", Ok(FileType::Directory), Ok(FileType::Directory)),
    ("dir/", Ok(FileType::Directory), Ok(FileType::Directory)),
    (".", Ok(FileType::Directory), Ok(FileType::Directory)),
    (
        "link-to-file",
        Ok(FileType::RegularFile),
        Ok(FileType::SymbolicLink),
    ),
    (
        "link-to-dir",
        Ok(FileType::Directory),
        Ok(FileType::SymbolicLink),
    ),
    (
        "link-to-dir/sub",
        Ok(FileType::Directory),
        Ok(FileType::Directory),
    ),
    ("dangling-link", Err("no-entry"), Ok(FileType::SymbolicLink)),
    ("self-loop", Err("loop"), Ok(FileType::SymbolicLink)),
    ("loop/x", Err("loop"), Err("loop")),
    (
        "link-to-outside",
        Err("not-permitted"),
        Ok(FileType::SymbolicLink),
    ),
    (
        "link-to-outside/file",
        Err("not-permitted"),
        Err("not-permitted"),
    ),
    ("../outside", Err("not-permitted"), Err("not-permitted")),
    ("/", Err("not-permitted"), Err("not-permitted")),
    ("missing", Err("no-entry"), Err("no-entry")),
    ("file/x", Err("not-directory"), Err("not-directory")),
    ("nul\0", Err("invalid"), Err("invalid")),
];

pub(super) fn rows<W: Conforming + 'static>() -> Vec<Row<W>> {
    let mut rows = Vec::new();
    for (path, followed, not_followed) in PATHS {
        for (how, follow, expected) in [
            ("following", true, followed),
            ("not following", false, not_followed),
        ] {
            let answer = match expected {
                Ok(file_type) => format!("{file_type:?}"),
                Err(error) => error.to_owned(),
            };
            let name = format!("{path:?}, {how} links: {answer}");
            rows.push(Row::new(SECTION, name, &[], async move |scene| {
                let found = W::node_stat(&scene.dir, follow, path).await;
                let found = found.map(|found| found.file_type);
                same("stat-at", found, expected.map_err(str::to_owned))
            }));
        }
    }
    let fifo = [Need::Granted(Grant::Fifo)];
    rows.extend([
        Row::new(
            SECTION,
            "an empty path answers no-entry",
            &[],
            async |scene| {
                fails(
                    "stat-at",
                    W::node_stat(&scene.dir, true, "").await,
                    "no-entry",
                )
            },
        ),
        Row::new(
            SECTION,
            "a long name answers name-too-long",
            &[],
            async |scene| {
                let name = "n".repeat(256);
                fails(
                    "stat-at",
                    W::node_stat(&scene.dir, true, &name).await,
                    "name-too-long",
                )
            },
        ),
        Row::new(
            SECTION,
            "a file as dir-fd answers not-directory",
            &[],
            async |scene| {
                let file = works("open-at", W::open(&scene.dir, "file").await)?;
                fails(
                    "stat-at",
                    W::node_stat(&file, true, "x").await,
                    "not-directory",
                )
            },
        ),
        Row::new(
            SECTION,
            "the size and links of a file",
            &[],
            async |scene| {
                let found = works("stat-at", W::node_stat(&scene.dir, true, "file").await)?;
                same(
                    "size and link-count",
                    (found.size, found.link_count),
                    (11, 1),
                )?;
                let nanoseconds = found.data_modification_timestamp.nanoseconds;
                same(
                    "nanoseconds are fewer than a second",
                    nanoseconds < 1_000_000_000,
                    true,
                )
            },
        ),
        Row::new(SECTION, "the length of a link", &[], async |scene| {
            let found = works(
                "stat-at",
                W::node_stat(&scene.dir, false, "link-to-file").await,
            )?;
            same("size", found.size, 4)
        }),
        Row::new(
            SECTION,
            "the type and mode of a fifo, also through a link",
            &fifo,
            async |scene| {
                for path in ["fifo", "link-to-fifo"] {
                    let found = works(path, W::node_stat(&scene.dir, true, path).await)?;
                    let found = (found.file_type, found.mode.bits());
                    same(path, found, (FileType::Fifo, 0o620))?;
                }
                Ok(())
            },
        ),
    ]);
    rows
}
