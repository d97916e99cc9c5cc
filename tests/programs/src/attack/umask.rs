//! All umasks that there are.

use crate::{Kind, Wasi};

/// Makes nodes of mode 07777 in each of the directories that it gets as arguments, with each of the
/// 512 umasks.
pub async fn umask<W: Wasi>() {
    let dir = W::preopen();
    for mask in 0..0o1000 {
        W::set_umask(mask);
        for parent in crate::arguments() {
            for kind in [Kind::RegularFile, Kind::Fifo, Kind::Directory] {
                let path = format!("{parent}/{mask:03o}-{}", kind.name());
                let made = W::make_node(&dir, &path, kind, 0o7777).await;
                made.expect(&path);
            }
        }
    }
}
