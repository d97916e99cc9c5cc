//! Opens `target` in many ways, very often, while somebody else keeps putting something else there.

use std::collections::BTreeMap;
use wasi_mknod_test_programs::guest::preopen;
use wasip2::filesystem::types::{
    DescriptorFlags, DescriptorType, NewTimestamp, OpenFlags, PathFlags,
};

fn main() {
    let rounds: u32 = std::env::args()
        .nth(1)
        .expect("how often")
        .parse()
        .expect("a number");
    let dir = preopen();
    let mut seen = BTreeMap::<&str, u32>::new();
    for _ in 0..rounds {
        for (how, flags) in [
            (OpenFlags::empty(), DescriptorFlags::READ),
            (OpenFlags::empty(), DescriptorFlags::WRITE),
            (OpenFlags::CREATE, DescriptorFlags::WRITE),
            (
                OpenFlags::CREATE | OpenFlags::TRUNCATE,
                DescriptorFlags::WRITE,
            ),
            (OpenFlags::DIRECTORY, DescriptorFlags::READ),
        ] {
            let opened = dir.open_at(PathFlags::SYMLINK_FOLLOW, "target", how, flags);
            let what = match opened.map(|opened| opened.get_type()) {
                Ok(Ok(DescriptorType::RegularFile)) => "regular-file",
                Ok(Ok(DescriptorType::Fifo)) => "fifo",
                Ok(what) => panic!("{what:?} was opened"),
                Err(error) => error.name(),
            };
            *seen.entry(what).or_default() += 1;
        }
        let now = NewTimestamp::Now;
        // It may be missing at this moment.
        let _ = dir.set_times_at(PathFlags::SYMLINK_FOLLOW, "target", now, now);
    }
    for (what, count) in seen {
        println!("{what} {count}");
    }
}
