//! What is at a path, and what is opened there.

use crate::{Wasi, arguments};
use std::collections::BTreeMap;
use wasip2::filesystem::types::{
    DescriptorFlags, DescriptorType, NewTimestamp, OpenFlags, PathFlags,
};

/// Opens `target` in many ways, as often as the argument says, while somebody else keeps putting
/// something else there.
pub async fn swap<W: Wasi>() {
    let rounds: Option<u32> = arguments().next().and_then(|rounds| rounds.parse().ok());
    let dir = W::preopen();
    let mut seen = BTreeMap::<String, u32>::new();
    for _ in 0..rounds.expect("how often") {
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
            let follow = PathFlags::SYMLINK_FOLLOW;
            let what = match W::open_at(&dir, follow, "target", how, flags).await {
                Ok(opened) => match W::get_type(&opened).await {
                    Ok(DescriptorType::RegularFile) => "regular-file".to_owned(),
                    Ok(DescriptorType::Fifo) => "fifo".to_owned(),
                    what => panic!("{what:?} was opened"),
                },
                Err(error) => error,
            };
            *seen.entry(what).or_default() += 1;
        }
        let now = NewTimestamp::Now;
        // It may be missing at this moment.
        let _ = W::set_times_at(&dir, PathFlags::SYMLINK_FOLLOW, "target", now, now).await;
    }
    for (what, count) in seen {
        println!("{what} {count}");
    }
}
