//! The close of descriptors.

use super::View;
use wasmtime::Result;
use wasmtime::component::Resource;
use wasmtime_wasi::p2::bindings::filesystem::types::HostDescriptor;

/// Closes the descriptor. If it is the last one of an end of a FIFO, the end is closed at once, also
/// while another thread looks for the other end.
pub(super) fn drop<T: View>(data: &mut T, rep: u32) -> Result<()> {
    let _last = data.mknod().end_of(&Resource::new_own(rep))?;
    HostDescriptor::drop(&mut data.filesystem(), Resource::new_own(rep))
}
