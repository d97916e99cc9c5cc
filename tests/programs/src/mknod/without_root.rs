//! Paths without a preopened directory `/`.

use crate::Posix;
use std::io::{ErrorKind, Result};

/// Paths where there is no preopened directory `/`. The host gives `/only/here` and `.`, or
/// `/only/here` alone if the first argument is `alone`.
pub async fn without_root<W: Posix>() -> Result<()> {
    W::mkfifo("/only/here/absolute", 0o600).await?;
    W::mkfifo("only/here/relative", 0o600).await?;
    W::mkfifo("/only/here/./dir/../detour", 0o600).await?;
    W::open_dir("/only/here/dir").await?;
    let outside = [
        "/x",
        "x",
        "./x",
        "/only/x",
        "/only/hereabouts/x",
        "/onlyhere/x",
        "/only",
    ];
    if crate::arguments().any(|argument| argument == "alone") {
        for path in outside {
            let kind = W::mkfifo(path, 0o600).await.map_err(|error| error.kind());
            assert_eq!(kind, Err(ErrorKind::NotFound), "{path}");
        }
        let kind = W::open_dir("/").await.map_err(|error| error.kind());
        assert_eq!(kind.map(drop), Err(ErrorKind::NotFound));
    } else {
        W::mkfifo("in-dot", 0o600).await?;
        W::mkfifo("./dir/in-dot", 0o600).await?;
        W::mkfifo("/rooted", 0o600).await?;
        W::open_dir(".").await?;
        W::open_dir("dir").await?;
    }
    Ok(())
}
