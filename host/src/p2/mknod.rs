//! The interface `mknod`, blocking and async.

use super::bindings::{filesystem, sync};
use super::convert::at_index;
use crate::WasiMknodCtxView;
use crate::error::{Failure, OrTrap as _};
use crate::mknod::MknodRequest;
use crate::types::{Mode, Node, NodeType};
use wasmtime::Result;
use wasmtime::component::Resource;
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p2::bindings::filesystem::types::ErrorCode;

type Answer = Result<std::result::Result<(), ErrorCode>>;
type ManyAnswer = Result<std::result::Result<(), (u32, ErrorCode)>>;

impl WasiMknodCtxView<'_> {
    fn mknod_blocking(
        &mut self,
        fd: &Resource<Descriptor>,
        request: MknodRequest,
    ) -> std::result::Result<(), Failure> {
        let call = self.prepare(fd, request)?;
        Ok(self.finish(call.run())?)
    }

    async fn mknod_async(
        &mut self,
        fd: &Resource<Descriptor>,
        request: MknodRequest,
    ) -> std::result::Result<(), Failure> {
        let call = self.prepare(fd, request)?;
        let result = self.ctx.offload.run(|| call.run()).await;
        Ok(self.finish(result)?)
    }
}

impl sync::filesystem::mknod::Host for WasiMknodCtxView<'_> {
    fn mknod(
        &mut self,
        dir_fd: Resource<Descriptor>,
        path: String,
        node_type: NodeType,
        mode: Mode,
    ) -> Answer {
        let request = request(path, node_type, mode);
        self.mknod_blocking(&dir_fd, request).or_trap()
    }

    fn mknod_many(&mut self, dir_fd: Resource<Descriptor>, nodes: Vec<Node>) -> ManyAnswer {
        let mut list = match self.prepare_many(&dir_fd, requests(nodes)).or_trap()? {
            Ok(list) => list,
            Err(error) => return Ok(Err((0, error))),
        };
        let result = list.run();
        Ok(self.finish_many(list, result)?.map_err(at_index))
    }

    fn umask(&mut self, mask: Mode) -> Result<Mode> {
        Ok(self.ctx.umask.replace(mask.into()).into())
    }
}

impl filesystem::mknod::Host for WasiMknodCtxView<'_> {
    async fn mknod(
        &mut self,
        dir_fd: Resource<Descriptor>,
        path: String,
        node_type: NodeType,
        mode: Mode,
    ) -> Answer {
        let request = request(path, node_type, mode);
        self.mknod_async(&dir_fd, request).await.or_trap()
    }

    async fn mknod_many(&mut self, dir_fd: Resource<Descriptor>, nodes: Vec<Node>) -> ManyAnswer {
        let mut list = match self.prepare_many(&dir_fd, requests(nodes)).or_trap()? {
            Ok(list) => list,
            Err(error) => return Ok(Err((0, error))),
        };
        let result = list.run_by(&self.ctx.offload).await;
        Ok(self.finish_many(list, result)?.map_err(at_index))
    }

    fn umask(&mut self, mask: Mode) -> Result<Mode> {
        sync::filesystem::mknod::Host::umask(self, mask)
    }
}

fn request(path: String, node_type: NodeType, mode: Mode) -> MknodRequest {
    let node = Node {
        path,
        node_type,
        mode,
    };
    node.into()
}

fn requests(nodes: Vec<Node>) -> Vec<MknodRequest> {
    nodes.into_iter().map(MknodRequest::from).collect()
}
