//! `symlink-at` and `readlink-at`. Those of wasmtime-wasi refuse links with absolute targets.

use super::{Answer, View, answer};
use crate::error::{ErrorCode, OrTrap as _};
use crate::wait::Blocking;
use wasmtime::component::Resource;
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p2::bindings::filesystem::types::HostDescriptor;

pub(super) async fn symlink_at<T: View>(
    data: &mut T,
    (fd, target, path): (Resource<Descriptor>, String, String),
    blocking: Blocking,
) -> Answer<()> {
    let offload = data.mknod().ctx.offload.within(blocking);
    Ok((
        match data.mknod().make_link(&fd, &target, &path).or_trap()? {
            Ok(Some(make)) => offload
                .run(make)
                .await
                .map_err(|errno| ErrorCode::from(errno).into()),
            Ok(None) => {
                let mut view = data.filesystem();
                return answer(HostDescriptor::symlink_at(&mut view, fd, target, path).await);
            }
            Err(error) => Err(error),
        },
    ))
}

pub(super) async fn readlink_at<T: View>(
    data: &mut T,
    (fd, path): (Resource<Descriptor>, String),
    blocking: Blocking,
) -> Answer<String> {
    let offload = data.mknod().ctx.offload.within(blocking);
    Ok((match data.mknod().read_link(&fd, &path).or_trap()? {
        Ok(Some(read)) => offload
            .run(read)
            .await
            .map_err(|errno| ErrorCode::from(errno).into()),
        Ok(None) => {
            let mut view = data.filesystem();
            return answer(HostDescriptor::readlink_at(&mut view, fd, path).await);
        }
        Err(error) => Err(error),
    },))
}
