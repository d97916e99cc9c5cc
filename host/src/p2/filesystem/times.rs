//! `set-times-at`. That of wasmtime-wasi opens the file, which blocks on a FIFO.

use super::{Answer, View, answer};
use crate::error::{ErrorCode, OrTrap as _};
use crate::p2::convert::as_wasmtime_wasi;
use crate::sys::stat::NewTime;
use crate::wait::Blocking;
use wasmtime::component::Resource;
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p2::bindings::filesystem::types::{HostDescriptor, NewTimestamp, PathFlags};

type Params = (
    Resource<Descriptor>,
    PathFlags,
    String,
    NewTimestamp,
    NewTimestamp,
);

pub(super) async fn set_times_at<T: View>(
    data: &mut T,
    (fd, path_flags, path, accessed, modified): Params,
    blocking: Blocking,
) -> Answer<()> {
    if !path_flags.contains(PathFlags::SYMLINK_FOLLOW) {
        // Without following, wasmtime-wasi does not open the file.
        let mut view = data.filesystem();
        let result = view.set_times_at(fd, path_flags, path, accessed, modified);
        return answer(result.await);
    }
    let offload = data.mknod().ctx.offload.within(blocking);
    let set = data.mknod().set_times(&fd, path, times(accessed, modified));
    Ok((match set.or_trap()? {
        Ok(set) => offload.run(set).await.map_err(as_wasmtime_wasi),
        Err(error) => Err(error),
    },))
}

/// Sets the times of a FIFO without the file that wasmtime-wasi takes for open: a FIFO that waits
/// for its reader is a handle only.
pub(super) async fn set_times<T: View>(
    data: &mut T,
    (fd, accessed, modified): (Resource<Descriptor>, NewTimestamp, NewTimestamp),
    blocking: Blocking,
) -> Answer<()> {
    let offload = data.mknod().ctx.offload.within(blocking);
    let times = times(accessed, modified);
    let set = data.mknod().set_times_of_end(&fd, times);
    Ok((match set.or_trap()? {
        Ok(Some(set)) => offload.run(set).await.map_err(as_wasmtime_wasi),
        Ok(None) => {
            let mut view = data.filesystem();
            return answer(HostDescriptor::set_times(&mut view, fd, accessed, modified).await);
        }
        Err(error) => Err(error),
    },))
}

fn times(accessed: NewTimestamp, modified: NewTimestamp) -> Result<(NewTime, NewTime), ErrorCode> {
    Ok((new_time(accessed)?, new_time(modified)?))
}

fn new_time(time: NewTimestamp) -> Result<NewTime, ErrorCode> {
    const SECOND: u32 = 1_000_000_000;
    Ok(match time {
        NewTimestamp::NoChange => NewTime::Same,
        NewTimestamp::Now => NewTime::Now,
        NewTimestamp::Timestamp(time) => {
            // As wasmtime-wasi does: nanoseconds beyond a second are carried.
            let seconds = time.seconds.checked_add((time.nanoseconds / SECOND).into());
            let seconds = seconds.and_then(|seconds| i64::try_from(seconds).ok());
            NewTime::At(
                seconds.ok_or(ErrorCode::Overflow)?,
                time.nanoseconds % SECOND,
            )
        }
    })
}
