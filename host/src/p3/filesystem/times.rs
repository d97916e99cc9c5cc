//! `set-times-at`. That of wasmtime-wasi opens the file, which blocks on a FIFO.

use super::{Answer, View, answer, wasi};
use crate::error::{ErrorCode, Failure, OrTrap as _};
use crate::p3::convert::as_wasmtime_wasi;
use crate::sys::stat::NewTime;
use wasmtime::component::{Accessor, Resource};
use wasmtime_wasi::filesystem::{Descriptor, WasiFilesystem};
use wasmtime_wasi::p3::bindings::filesystem::types::{
    HostDescriptorWithStore, NewTimestamp, PathFlags,
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
        // Without following, wasmtime-wasi does not open the file.
        let wasi = wasi(accessor);
        let result = WasiFilesystem::set_times_at(&wasi, fd, path_flags, path, accessed, modified);
        return answer(result.await);
    }
    let set = accessor.with(|mut access| {
        let mut view = access.data_mut().mknod();
        let set = view.set_times(&fd, path, times(accessed, modified))?;
        Ok::<_, Failure>((view.ctx.offload.clone(), set))
    });
    Ok((match set.or_trap()? {
        Ok((offload, set)) => offload.run(set).await.map_err(as_wasmtime_wasi),
        Err(error) => Err(error),
    },))
}

/// Sets the times of a FIFO without the file that wasmtime-wasi takes for open: a FIFO that waits
/// for its reader is a handle only.
pub(super) async fn set_times<T: View>(
    accessor: &Accessor<T>,
    (fd, accessed, modified): (Resource<Descriptor>, NewTimestamp, NewTimestamp),
) -> Answer<()> {
    let set = accessor.with(|mut access| {
        let view = access.data_mut().mknod();
        let set = view.set_times_of_end(&fd, times(accessed, modified))?;
        Ok::<_, Failure>((view.ctx.offload.clone(), set))
    });
    Ok((match set.or_trap()? {
        Ok((offload, Some(set))) => offload.run(set).await.map_err(as_wasmtime_wasi),
        Ok((_, None)) => {
            let wasi = wasi(accessor);
            return answer(WasiFilesystem::set_times(&wasi, fd, accessed, modified).await);
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
            let carry = i64::from(time.nanoseconds / SECOND);
            let seconds = time.seconds.checked_add(carry);
            NewTime::At(
                seconds.ok_or(ErrorCode::Overflow)?,
                time.nanoseconds % SECOND,
            )
        }
    })
}
