//! Makes nodes of mode 07777 in each of the directories that it gets as arguments, with each of the 512 umasks.

use wasi_mknod::bindings::mknod;
use wasi_mknod_test_programs::{Kind, guest};

fn main() {
    let dir = guest::preopen();
    let kinds = [Kind::RegularFile, Kind::Fifo, Kind::Directory];
    for mask in 0..0o1000 {
        mknod::umask(guest::mode(mask));
        for parent in std::env::args().skip(1) {
            for kind in kinds {
                let path = format!("{parent}/{mask:03o}-{}", kind.name());
                let mode = guest::mode(0o7777);
                mknod::mknod(&dir, &path, guest::node_type(kind), mode).expect(&path);
            }
        }
    }
}
