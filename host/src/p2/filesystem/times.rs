//! `set-times-at`, for which wasmtime-wasi opens the file: a FIFO would keep it waiting.

use super::open::as_wasmtime_wasi;
use super::{Answer, Calls, View, answer, run};
use crate::error::ErrorCode;
use crate::sys::stat::NewTime;
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
    calls: Calls,
) -> Answer<()> {
    if !path_flags.contains(PathFlags::SYMLINK_FOLLOW) {
        // Without following wasmtime-wasi opens nothing.
        let mut view = data.filesystem();
        let result = view.set_times_at(fd, path_flags, path, accessed, modified);
        return answer(result.await);
    }
    let here = calls.here(data);
    let set = data
        .mknod()
        .set_times(&fd, path, times(accessed, modified))?;
    Ok((match set {
        Ok(set) => run(here, set).await.map_err(as_wasmtime_wasi),
        Err(error) => Err(error.into()),
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
