//! Paths where there is no preopened directory `/`. The host gives `/only/here` and `.`, or `/only/here` alone if the
//! first argument is `alone`.

use std::io::{ErrorKind, Result};
use wasi_mknod::{Dir, mkfifo};

fn main() -> Result<()> {
    mkfifo("/only/here/absolute", 0o600)?;
    mkfifo("only/here/relative", 0o600)?;
    mkfifo("/only/here/./dir/../detour", 0o600)?;
    Dir::open("/only/here/dir")?;
    let outside = [
        "/x",
        "x",
        "./x",
        "/only/x",
        "/only/hereabouts/x",
        "/onlyhere/x",
        "/only",
    ];
    if std::env::args().any(|argument| argument == "alone") {
        for path in outside {
            let kind = mkfifo(path, 0o600).map_err(|error| error.kind());
            assert_eq!(kind, Err(ErrorKind::NotFound), "{path}");
        }
        let kind = Dir::open("/").map_err(|error| error.kind());
        assert_eq!(kind.map(drop), Err(ErrorKind::NotFound));
    } else {
        mkfifo("in-dot", 0o600)?;
        mkfifo("./dir/in-dot", 0o600)?;
        mkfifo("/rooted", 0o600)?;
        Dir::open(".")?;
        Dir::open("dir")?;
    }
    Ok(())
}
