//! The programs by WASI 0.2.

mod calls;
mod descriptors;
mod many;
mod streams;

use super::VersionedFifo;
use crate::P2;

impl VersionedFifo for P2 {
    async fn fifo_descriptors() {
        descriptors::descriptors().await;
    }

    async fn fifo_many() {
        many::many();
    }

    async fn fifo_streams() {
        streams::streams();
    }
}
