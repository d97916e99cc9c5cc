//! `open-at`.

use super::{Answer, View};
use crate::error::ErrorCode as CoreError;
use crate::filesystem::open::{Failure, Request};
use crate::filesystem::open_at::Start;
use crate::sys::Errno;
use std::io;
use wasmtime::component::{Accessor, Resource};
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p3::bindings::filesystem::types::{
    DescriptorFlags, ErrorCode, OpenFlags, PathFlags,
};

type Params = (
    Resource<Descriptor>,
    PathFlags,
    String,
    OpenFlags,
    DescriptorFlags,
);

pub(super) async fn open_at<T: View>(
    accessor: &Accessor<T>,
    (fd, path_flags, path, open_flags, flags): Params,
) -> Answer<Resource<Descriptor>> {
    let start = accessor.with(|mut access| {
        let view = access.data_mut().mknod();
        Start::new(&view, &fd, view.ctx.allow_blocking_current_thread)
    })?;
    let start = match start {
        Ok(start) => start,
        Err(error) => return Ok((Err(error.into()),)),
    };
    let request = Request {
        path,
        follow: path_flags.contains(PathFlags::SYMLINK_FOLLOW),
        create: open_flags.contains(OpenFlags::CREATE),
        exclusive: open_flags.contains(OpenFlags::EXCLUSIVE),
        truncate: open_flags.contains(OpenFlags::TRUNCATE),
        directory: open_flags.contains(OpenFlags::DIRECTORY),
        read: flags.contains(DescriptorFlags::READ),
        write: flags.contains(DescriptorFlags::WRITE),
    };
    let synchronous = DescriptorFlags::FILE_INTEGRITY_SYNC
        | DescriptorFlags::DATA_INTEGRITY_SYNC
        | DescriptorFlags::REQUESTED_WRITE_SYNC;
    match start.open(request, flags.intersects(synchronous)).await {
        Ok(descriptor) => {
            let fd = accessor.with(|mut access| access.data_mut().mknod().push_opened(descriptor));
            Ok((Ok(fd?),))
        }
        Err(failure) => Ok((Err(error_code(failure)),)),
    }
}

/// The error code of a failure. For files and directories it is the one that wasmtime-wasi has for this `errno`, so
/// that programs see no difference.
fn error_code(failure: Failure) -> ErrorCode {
    match failure {
        Failure::Ordinary(errno) => as_wasmtime_wasi(errno),
        Failure::Special(errno) => CoreError::from(errno).into(),
    }
}

/// The error code that wasmtime-wasi has for an `errno`.
pub(super) fn as_wasmtime_wasi(errno: Errno) -> ErrorCode {
    io::Error::from(errno).into()
}
