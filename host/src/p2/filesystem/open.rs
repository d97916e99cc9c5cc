//! `open-at`.

use super::{Answer, View};
use crate::error::OrTrap as _;
use crate::filesystem::open_at::OpenAt;
use crate::p2::convert::open_request;
use crate::wait::Blocking;
use wasmtime::component::Resource;
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p2::bindings::filesystem::types::{DescriptorFlags, OpenFlags, PathFlags};

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
    blocking: Blocking,
) -> Answer<Resource<Descriptor>> {
    let mut view = data.mknod();
    let offload = view.ctx.offload.within(blocking);
    let start = match OpenAt::new(&mut view, &fd, path.len(), offload).or_trap()? {
        Ok(start) => start,
        Err(error) => return Ok((Err(error),)),
    };
    let may_open_fifo = view.may_open_fifo();
    let request = open_request(path_flags, path, open_flags, flags, may_open_fifo);
    Ok((match start.open(request).await {
        Ok(opened) => data.mknod().push_opened(opened).or_trap()?,
        Err(error) => Err(error.into()),
    },))
}
