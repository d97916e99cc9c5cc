//! `open-at`.

use super::{Answer, Calls, View, run};
use crate::error::ErrorCode as CoreError;
use crate::open::{Device, Failure, Opened, Request};
use crate::sys::Errno;
use std::fs;
use std::io;
use std::sync::Arc;
use wasmtime::component::Resource;
use wasmtime_wasi::filesystem::{Descriptor, Dir, File};
use wasmtime_wasi::p2::bindings::filesystem::types::{
    DescriptorFlags, ErrorCode, OpenFlags, PathFlags,
};
use wasmtime_wasi::{FsPerms, OpenMode};

type Params = (
    Resource<Descriptor>,
    PathFlags,
    String,
    OpenFlags,
    DescriptorFlags,
);

pub(super) async fn open_at<T: View>(
    data: &mut T,
    (fd, path_flags, path, open_flags, flags): Params,
    calls: Calls,
) -> Answer<Resource<Descriptor>> {
    let (dir, perms) = match data.mknod().table.get(&fd)? {
        Descriptor::Dir(dir) => (Arc::clone(&dir.dir), dir.perms),
        Descriptor::File(_) => return Ok((Err(ErrorCode::NotDirectory),)),
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
    if let Err(error) = check(&request, flags, perms) {
        return Ok((Err(error),));
    }
    let here = calls.here(data);
    match open(data, dir, request, perms, here).await {
        Ok(descriptor) => Ok((Ok(data.mknod().table.push(descriptor)?),)),
        Err(error) => Ok((Err(error),)),
    }
}

/// What wasmtime-wasi refuses without looking at the file system, in its order.
fn check(request: &Request, flags: DescriptorFlags, perms: FsPerms) -> Result<(), ErrorCode> {
    let synchronous = DescriptorFlags::FILE_INTEGRITY_SYNC
        | DescriptorFlags::DATA_INTEGRITY_SYNC
        | DescriptorFlags::REQUESTED_WRITE_SYNC;
    if flags.intersects(synchronous) {
        return Err(ErrorCode::Unsupported);
    }
    if request.directory && (request.create || request.exclusive || request.truncate) {
        return Err(ErrorCode::Invalid);
    }
    if perms.write_not_permitted() && request.writes() {
        return Err(ErrorCode::NotPermitted);
    }
    Ok(())
}

async fn open<T: View>(
    data: &mut T,
    dir: Arc<fs::File>,
    request: Request,
    perms: FsPerms,
    here: bool,
) -> Result<Descriptor, ErrorCode> {
    let (reads, writes, write) = (request.reads(), request.writes(), request.write);
    let file = |file, write| Descriptor::File(File::new(file, perms, mode(reads, write), here));
    let opened = run(here, move || request.open(&dir)).await;
    match opened.map_err(error_code)? {
        Opened::File(opened) => Ok(file(opened, writes)),
        Opened::Directory(opened) => {
            let dir = Dir::new(opened, perms, mode(reads, writes), here);
            Ok(Descriptor::Dir(dir))
        }
        Opened::Fifo(opened) => Ok(file(opened, write)),
        Opened::Device(device) => {
            let opened = open_device(data, device, reads, write, here).await?;
            Ok(file(opened, write))
        }
    }
}

async fn open_device<T: View>(
    data: &mut T,
    device: Device,
    read: bool,
    write: bool,
    here: bool,
) -> Result<fs::File, ErrorCode> {
    let policy = data.mknod().ctx.policies.base();
    if let Err(denied) = policy.check_open(device.node_type, read, write) {
        tracing::debug!(reason = %denied, "open-at refused");
        return Err(ErrorCode::NotPermitted);
    }
    tracing::debug!(node_type = %device.node_type, read, write, "open-at of a device");
    let opened = run(here, move || device.open(read, write)).await;
    opened.map_err(|errno| error_code(Failure::Special(errno)))
}

fn mode(read: bool, write: bool) -> OpenMode {
    let mut mode = OpenMode::empty();
    mode.set(OpenMode::READ, read);
    mode.set(OpenMode::WRITE, write);
    mode
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
