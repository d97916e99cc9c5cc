//! Symbolic links.

use crate::Wasi;
use std::io::{read_to_string, stdin};

/// Makes and reads the symbolic links that it reads on standard input, and says what came of it.
///
/// A record is a target and a path, with U+001F between them and U+001E behind. What is made is
/// removed again.
pub async fn links<W: Wasi>() {
    let dir = W::preopen();
    let records = read_to_string(stdin()).expect("the host gives text");
    for record in records.split_terminator('\u{1e}') {
        let (target, path) = record.split_once('\u{1f}').expect("a target and a path");
        let made = W::symlink_at(&dir, target, path).await;
        let read = W::readlink_at(&dir, path.to_owned()).await;
        if made.is_ok() {
            W::unlink_file_at(&dir, path).await.expect("it was made");
        }
        let made = made.map_or_else(|error| error, |()| "ok".to_owned());
        print!("{made}\u{1f}{}\u{1e}", read.unwrap_or_else(|error| error));
    }
}
