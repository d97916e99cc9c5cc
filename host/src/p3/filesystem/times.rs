//! `set-times-at`, for which wasmtime-wasi opens the file: a FIFO would keep it waiting.

use super::open::as_wasmtime_wasi;
use super::{Answer, View, answer, wasi};
use crate::lookup::run;
use crate::sys::handle::{self, NewTime};
use std::sync::Arc;
use wasmtime::component::{Accessor, Resource};
use wasmtime_wasi::filesystem::{Descriptor, WasiFilesystem};
use wasmtime_wasi::p3::bindings::filesystem::types::{
    ErrorCode, HostDescriptorWithStore, NewTimestamp, PathFlags,
};

type Params = (
    Resource<Descriptor>,
    PathFlags,
    String,
    NewTimestamp,
    NewTimestamp,
);

pub(super) async fn set_times_at<T: View>(
    accessor: &Accessor<T>,
    (fd, path_flags, path, accessed, modified): Params,
) -> Answer<()> {
    if !path_flags.contains(PathFlags::SYMLINK_FOLLOW) {
        // Without following wasmtime-wasi opens nothing.
        let wasi = wasi(accessor);
        let result = WasiFilesystem::set_times_at(&wasi, fd, path_flags, path, accessed, modified);
        return answer(result.await);
    }
    let start = accessor.with(|mut access| {
        let view = access.data_mut().mknod();
        wasmtime::error::Ok(match view.table.get(&fd)? {
            Descriptor::Dir(dir) => Some((
                Arc::clone(&dir.dir),
                dir.perms,
                view.ctx.allow_blocking_current_thread,
            )),
            Descriptor::File(_) => None,
        })
    })?;
    let Some((dir, perms, here)) = start else {
        return Ok((Err(ErrorCode::NotDirectory),));
    };
    let (accessed, modified) = match (new_time(accessed), new_time(modified)) {
        (Ok(accessed), Ok(modified)) => (accessed, modified),
        (Err(error), _) | (_, Err(error)) => return Ok((Err(error),)),
    };
    if perms.write_not_permitted() {
        return Ok((Err(ErrorCode::NotPermitted),));
    }
    let set = move || handle::set_times(&handle::pin(&dir, &path, true)?, accessed, modified);
    Ok((run(here, set).await.map_err(as_wasmtime_wasi),))
}

fn new_time(time: NewTimestamp) -> Result<NewTime, ErrorCode> {
    const SECOND: u32 = 1_000_000_000;
    Ok(match time {
        NewTimestamp::NoChange => NewTime::Same,
        NewTimestamp::Now => NewTime::Now,
        NewTimestamp::Timestamp(time) => {
            let carry = i64::from(time.nanoseconds / SECOND);
            let seconds = time.seconds.checked_add(carry);
            NewTime::At(
                seconds.ok_or(ErrorCode::Overflow)?,
                time.nanoseconds % SECOND,
            )
        }
    })
}
