//! `open-at`.

use super::{Answer, View};
use crate::error::{Failure, OrTrap as _};
use crate::filesystem::open_at::OpenAt;
use crate::p3::convert::open_request;
use wasmtime::component::{Accessor, Resource};
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p3::bindings::filesystem::types::{DescriptorFlags, OpenFlags, PathFlags};

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
        let mut view = access.data_mut().mknod();
        let offload = view.ctx.offload.clone();
        let start = OpenAt::new(&mut view, &fd, path.len(), offload)?;
        Ok::<_, Failure>((start, view.may_open_fifo()))
    });
    let (start, may_open_fifo) = match start.or_trap()? {
        Ok(start) => start,
        Err(error) => return Ok((Err(error),)),
    };
    let request = open_request(path_flags, path, open_flags, flags, may_open_fifo);
    Ok((match start.open(request).await {
        Ok(opened) => accessor
            .with(|mut access| access.data_mut().mknod().push_opened(opened))
            .or_trap()?,
        Err(error) => Err(error.into()),
    },))
}
