//! `set-times-at`, for which wasmtime-wasi opens the file: a FIFO would keep it waiting.

use super::open::as_wasmtime_wasi;
use super::{Answer, Calls, View, answer, run};
use crate::sys::handle::{self, NewTime};
use std::sync::Arc;
use wasmtime::component::Resource;
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p2::bindings::filesystem::types::{
    ErrorCode, HostDescriptor, NewTimestamp, PathFlags,
};

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
    let (dir, perms) = match data.mknod().table.get(&fd)? {
        Descriptor::Dir(dir) => (Arc::clone(&dir.dir), dir.perms),
        Descriptor::File(_) => return Ok((Err(ErrorCode::NotDirectory),)),
    };
    let (accessed, modified) = match (new_time(accessed), new_time(modified)) {
        (Ok(accessed), Ok(modified)) => (accessed, modified),
        (Err(error), _) | (_, Err(error)) => return Ok((Err(error),)),
    };
    if perms.write_not_permitted() {
        return Ok((Err(ErrorCode::NotPermitted),));
    }
    let set = move || handle::set_times(&handle::pin(&dir, &path, true)?, accessed, modified);
    let result = run(calls.here(data), set).await;
    Ok((result.map_err(as_wasmtime_wasi),))
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
