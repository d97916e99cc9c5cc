//! `symlink-at` and `readlink-at`. Those of wasmtime-wasi refuse links with absolute targets.

use super::{Answer, View, answer, wasi};
use crate::error::{ErrorCode, Failure, OrTrap as _};
use wasmtime::component::{Accessor, Resource};
use wasmtime_wasi::filesystem::{Descriptor, WasiFilesystem};
use wasmtime_wasi::p3::bindings::filesystem::types::HostDescriptorWithStore;

pub(super) async fn symlink_at<T: View>(
    accessor: &Accessor<T>,
    (fd, target, path): (Resource<Descriptor>, String, String),
) -> Answer<()> {
    let make = accessor.with(|mut access| {
        let mut view = access.data_mut().mknod();
        let make = view.make_link(&fd, &target, &path)?;
        Ok::<_, Failure>((view.ctx.offload.clone(), make))
    });
    Ok((match make.or_trap()? {
        Ok((offload, Some(make))) => offload
            .run(make)
            .await
            .map_err(|errno| ErrorCode::from(errno).into()),
        Ok((_, None)) => {
            let wasi = wasi(accessor);
            return answer(WasiFilesystem::symlink_at(&wasi, fd, target, path).await);
        }
        Err(error) => Err(error),
    },))
}

pub(super) async fn readlink_at<T: View>(
    accessor: &Accessor<T>,
    (fd, path): (Resource<Descriptor>, String),
) -> Answer<String> {
    let read = accessor.with(|mut access| {
        let mut view = access.data_mut().mknod();
        let read = view.read_link(&fd, &path)?;
        Ok::<_, Failure>((view.ctx.offload.clone(), read))
    });
    Ok((match read.or_trap()? {
        Ok((offload, Some(read))) => offload
            .run(read)
            .await
            .map_err(|errno| ErrorCode::from(errno).into()),
        Ok((_, None)) => {
            let wasi = wasi(accessor);
            return answer(WasiFilesystem::readlink_at(&wasi, fd, path).await);
        }
        Err(error) => Err(error),
    },))
}
