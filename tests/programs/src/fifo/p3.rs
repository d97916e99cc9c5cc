//! The programs by WASI 0.3.

mod calls;
mod descriptors;
mod many;
mod streams;

use super::VersionedFifo;
use crate::P3;

impl VersionedFifo for P3 {
    async fn fifo_descriptors() {
        descriptors::descriptors().await;
    }

    async fn fifo_many() {
        many::many().await;
    }

    async fn fifo_streams() {
        streams::streams().await;
    }
}
