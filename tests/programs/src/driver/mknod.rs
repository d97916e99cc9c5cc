//! Calls of `mknod`.

use crate::{Answer, Call, Kind, Start, Wasi, arguments};

/// Makes the calls that it reads on standard input, one a line, and answers each on a line of
/// standard output with `ok` or the name of the error.
///
/// With the argument `undo` it removes what a call has made before it makes the next one.
pub async fn mknod<W: Wasi>() {
    let undo = arguments().any(|argument| argument == "undo");
    for line in std::io::stdin().lines() {
        let line = line.expect("the host gives text");
        let call: Call = line.parse().expect("the host gives calls");
        match perform::<W>(&call).await {
            Ok(()) => {
                println!("ok");
                if undo {
                    let removed = remove::<W>(&call).await;
                    removed.expect("what was made can be removed");
                }
            }
            Err(error) => println!("{error}"),
        }
    }
}

async fn perform<W: Wasi>(call: &Call) -> Answer {
    let mut dir = W::preopen();
    if let Start::Opened(path) = &call.start {
        let opened = W::open(&dir, path).await;
        dir = opened.expect("the start of the call can be opened");
    }
    W::make_node(&dir, &call.path, call.kind, call.mode).await
}

async fn remove<W: Wasi>(call: &Call) -> Answer {
    let dir = W::preopen();
    match call.kind {
        // wasmtime-wasi removes no directory by a path that ends in a slash.
        Kind::Directory => W::remove_directory_at(&dir, call.path.trim_end_matches('/')).await,
        _ => W::unlink_file_at(&dir, &call.path).await,
    }
}
