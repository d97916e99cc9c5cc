//! `set-times-at`. That of wasmtime-wasi opens the file, which blocks on a FIFO.

use super::{Answer, View, answer};
use crate::error::{ErrorCode, OrTrap as _};
use crate::p2::convert::as_wasmtime_wasi;
use crate::sys::stat::NewTime;
use crate::wait::{Blocking, offload};
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
    let blocking = data.mknod().ctx.blocking_in(blocking);
    let set = data.mknod().set_times(&fd, path, times(accessed, modified));
    Ok((match set.or_trap()? {
        Ok(set) => offload(blocking, set).await.map_err(as_wasmtime_wasi),
        Err(error) => Err(error),
    },))
}

fn times(accessed: NewTimestamp, modified: NewTimestamp) -> Result<(NewTime, NewTime), ErrorCode> {
    Ok((new_time(accessed)?, new_time(modified)?))
}

fn new_time(time: NewTimestamp) -> Result<NewTime, ErrorCode> {
    Ok(match time {
        NewTimestamp::NoChange => NewTime::Same,
        NewTimestamp::Now => NewTime::Now,
        NewTimestamp::Timestamp(time) => {
            let seconds = i64::try_from(time.seconds).map_err(|_| ErrorCode::Overflow)?;
            NewTime::At(seconds, time.nanoseconds)
        }
    })
}
