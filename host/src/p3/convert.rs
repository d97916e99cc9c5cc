//! Conversions between the types of the bindings and those of the core.

use super::bindings::filesystem::{fifo, types};
use crate::sys::Errno;
use wasmtime_wasi::p3::bindings::clocks::system_clock::Instant;
use wasmtime_wasi::p3::bindings::filesystem::types as wasi;
use wasmtime_wasi::p3::bindings::filesystem::types::ErrorCode as WasiErrorCode;

crate::convert::conversions!(types, wasi, WasiErrorCode, other: other, time: instant);
crate::convert::events!(fifo);

fn other(errno: Errno) -> WasiErrorCode {
    WasiErrorCode::Other(Some(errno.to_string()))
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "the other versions cannot say all times"
)]
fn instant((seconds, nanoseconds): (i64, u32)) -> Option<Instant> {
    Some(Instant {
        seconds,
        nanoseconds,
    })
}
