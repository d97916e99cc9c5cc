//! Many waits for one descriptor at once.

use crate::FifoCalls;
use wasi_mknod::bindings::fifo::Events;
use wasip2::filesystem::types::{DescriptorFlags, OpenFlags, PathFlags};

/// How many waits there are at once.
const COUNT: usize = 20_000;

/// Waits [`COUNT`] times for bytes, and says so when all have begun. The host writes a byte then,
/// and goes.
pub async fn pollables<W: FifoCalls>() {
    let (dir, nothing) = (W::preopen(), PathFlags::empty());
    let open = async |flags| {
        let opened = W::open_at(&dir, nothing, "fifo", OpenFlags::empty(), flags).await;
        opened.unwrap()
    };
    let reader = open(DescriptorFlags::READ).await;
    let events = [Events::READABLE; COUNT];
    let waited = W::wait_for(&reader, &events, || println!("waits")).await;
    assert_eq!(waited, Ok(()));
    assert_eq!(W::try_read(&reader, 9).await, Ok(Some(b"x".to_vec())));
    let gone = W::wait_for(&reader, &[Events::HANG_UP], || ()).await;
    assert_eq!(gone, Ok(()));
    assert_eq!(
        W::poll(&reader).await,
        Ok(Events::HANG_UP | Events::CONNECTED)
    );
}
