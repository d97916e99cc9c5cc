//! Waits for readiness, on platforms where no FIFO is ever opened.

use super::end::End;
use crate::sys::Errno;
use crate::wait::Blocking;

/// A registration that is never made.
#[derive(Debug)]
pub(super) struct Registration;

impl End {
    pub(super) async fn until_readable(&self, _blocking: Blocking) -> Result<(), Errno> {
        Err(Errno::NOTSUP)
    }

    pub(super) async fn until_ready(
        &self,
        _read: bool,
        _write: bool,
        _blocking: Blocking,
    ) -> Result<(), Errno> {
        Err(Errno::NOTSUP)
    }

    pub(super) async fn until_writable(&self, _blocking: Blocking) -> Result<(), Errno> {
        Err(Errno::NOTSUP)
    }
}
