//! The program [`descriptors`](crate::fifo::descriptors) by WASI 0.3, where both ends wait for each
//! other in one program.

use crate::{P3, Wasi, fifo};
use futures::join;
use wasip2::filesystem::types::{DescriptorFlags, OpenFlags, PathFlags};

/// More than a pipe holds.
const LARGE: usize = 1_000_000;

pub(super) async fn descriptors() {
    fifo::descriptors::<P3>().await;
    opens_without_waiting().await;
}

/// `open-at` answers at once, and the streams wait.
async fn opens_without_waiting() {
    let (dir, nothing) = (P3::preopen(), PathFlags::empty());
    let open = async |flags| {
        let opened = P3::open_at(&dir, nothing, "other", OpenFlags::empty(), flags).await;
        opened.unwrap()
    };
    let from = open(DescriptorFlags::READ).await;
    let to = open(DescriptorFlags::WRITE).await;
    let bytes: Vec<u8> = (0..LARGE).map(|n| (n % 251) as u8).collect();
    let (read, ()) = join!(P3::stream_in(&from, 7), async {
        P3::stream_out(&to, Some(9), &bytes).await.unwrap();
        drop(to);
    });
    assert!(read.unwrap() == bytes);
}
