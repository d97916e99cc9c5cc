//! The containerd that most tests share.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use wasi_mknod_tests::containerd::Daemon;

static SHARED: Mutex<Option<Arc<Daemon>>> = Mutex::new(None);

fn lock() -> MutexGuard<'static, Option<Arc<Daemon>>> {
    SHARED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts a containerd that knows the shim under test.
pub(crate) fn start() -> Daemon {
    Daemon::start(Path::new(env!(
        "CARGO_BIN_EXE_containerd-shim-wasi-mknod-v1"
    )))
}

/// Returns the containerd that most tests share, started by the first of them.
pub(crate) fn shared() -> Arc<Daemon> {
    Arc::clone(lock().get_or_insert_with(|| Arc::new(start())))
}

/// Ends the one that the tests shared.
pub(crate) fn stop_shared() {
    lock().take();
}
