//! The interface `mknod`.

use super::bindings::filesystem::mknod;
use super::convert::at_index;
use super::prepare;
use crate::error::{Failure, OrTrap as _};
use crate::mknod::MknodRequest;
use crate::types::{Mode, Node, NodeType};
use crate::{WasiMknod, WasiMknodCtxView};
use wasmtime::Result;
use wasmtime::component::{Accessor, Resource};
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p3::bindings::filesystem::types::ErrorCode;

type Answer = Result<std::result::Result<(), ErrorCode>>;
type ManyAnswer = Result<std::result::Result<(), (u32, ErrorCode)>>;

impl<T: Send> mknod::HostWithStore<T> for WasiMknod {
    async fn mknod(
        store: &Accessor<T, Self>,
        dir_fd: Resource<Descriptor>,
        path: String,
        node_type: NodeType,
        mode: Mode,
    ) -> Answer {
        let request = Node {
            path,
            node_type,
            mode,
        }
        .into();
        create(store, &dir_fd, request).await.or_trap()
    }

    async fn mknod_many(
        store: &Accessor<T, Self>,
        dir_fd: Resource<Descriptor>,
        nodes: Vec<Node>,
    ) -> ManyAnswer {
        let requests = nodes.into_iter().map(MknodRequest::from).collect();
        let prepared = prepare(store, |view| view.prepare_many(&dir_fd, requests));
        let (offload, mut list) = match prepared.or_trap()? {
            Ok(prepared) => prepared,
            Err(error) => return Ok(Err((0, error))),
        };
        let result = list.run_by(&offload).await;
        let answer = store.with(|mut access| access.get().finish_many(list, result))?;
        Ok(answer.map_err(at_index))
    }
}

async fn create<T: Send>(
    store: &Accessor<T, WasiMknod>,
    fd: &Resource<Descriptor>,
    request: MknodRequest,
) -> std::result::Result<(), Failure> {
    let (offload, call) = prepare(store, |view| view.prepare(fd, request))?;
    let result = offload.run(|| call.run()).await;
    Ok(store.with(|mut access| access.get().finish(result))?)
}

impl mknod::Host for WasiMknodCtxView<'_> {
    fn umask(&mut self, mask: Mode) -> Result<Mode> {
        Ok(self.ctx.umask.replace(mask.into()).into())
    }
}
