//! The functions of `wit/p2`, blocking and async.

use super::bindings::sync::filesystem::types::{self, Mode, Node, NodeType};
use super::bindings::{filesystem, sync};
use super::convert::at_index;
use crate::WasiMknodCtxView;
use crate::mknod::Request;
use crate::wait::offload::run;
use wasmtime::Result;
use wasmtime::component::Resource;
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p2::bindings::filesystem::types::ErrorCode;

type Answer = std::result::Result<(), ErrorCode>;
type ManyAnswer = std::result::Result<(), (u32, ErrorCode)>;

impl types::Host for WasiMknodCtxView<'_> {}

impl sync::filesystem::mknod::Host for WasiMknodCtxView<'_> {
    fn mknod(
        &mut self,
        dir_fd: Resource<Descriptor>,
        path: String,
        node_type: NodeType,
        mode: Mode,
    ) -> Result<Answer> {
        let call = match self.prepare(
            &dir_fd,
            Node {
                path,
                node_type,
                mode,
            }
            .into(),
        )? {
            Ok(call) => call,
            Err(error) => return Ok(Err(error.into())),
        };
        Ok(self.finish(call.run()).map_err(ErrorCode::from))
    }

    fn mknod_many(&mut self, dir_fd: Resource<Descriptor>, nodes: Vec<Node>) -> Result<ManyAnswer> {
        let batch = match self.prepare_many(&dir_fd, nodes.into_iter().map(Request::from))? {
            Ok(batch) => batch,
            Err(error) => return Ok(Err((0, error.into()))),
        };
        let (call, count, stop) = batch.into_parts();
        Ok(self.finish_many(count, stop, call.run()).map_err(at_index))
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
    ) -> Result<Answer> {
        let call = match self.prepare(
            &dir_fd,
            Node {
                path,
                node_type,
                mode,
            }
            .into(),
        )? {
            Ok(call) => call,
            Err(error) => return Ok(Err(error.into())),
        };
        let result = run(self.ctx.allow_blocking_current_thread, || call.run()).await;
        Ok(self.finish(result).map_err(ErrorCode::from))
    }

    async fn mknod_many(
        &mut self,
        dir_fd: Resource<Descriptor>,
        nodes: Vec<Node>,
    ) -> Result<ManyAnswer> {
        let batch = match self.prepare_many(&dir_fd, nodes.into_iter().map(Request::from))? {
            Ok(batch) => batch,
            Err(error) => return Ok(Err((0, error.into()))),
        };
        let (call, count, stop) = batch.into_parts();
        let result = run(self.ctx.allow_blocking_current_thread, || call.run()).await;
        Ok(self.finish_many(count, stop, result).map_err(at_index))
    }

    fn umask(&mut self, mask: Mode) -> Result<Mode> {
        sync::filesystem::mknod::Host::umask(self, mask)
    }
}
