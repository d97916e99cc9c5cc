//! The interface `mknod`.

use super::bindings::filesystem::mknod;
use super::bindings::filesystem::types::{Mode, Node, NodeType};
use super::convert::at_index;
use super::prepare;
use crate::mknod::Request;
use crate::wait::offload::run;
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
        let call = match prepare(store, |view| view.prepare(&dir_fd, request))? {
            (here, Ok(call)) => run(here, || call.run()).await,
            (_, Err(error)) => return Ok(Err(error.into())),
        };
        let answer = store.with(|mut access| access.get().finish(call));
        Ok(answer.map_err(ErrorCode::from))
    }

    async fn mknod_many(
        store: &Accessor<T, Self>,
        dir_fd: Resource<Descriptor>,
        nodes: Vec<Node>,
    ) -> ManyAnswer {
        let requests = nodes.into_iter().map(Request::from);
        let (here, batch) = prepare(store, |view| view.prepare_many(&dir_fd, requests))?;
        let (call, count, stop) = match batch {
            Ok(batch) => batch.into_parts(),
            Err(error) => return Ok(Err((0, error.into()))),
        };
        let result = run(here, || call.run()).await;
        let answer = store.with(|mut access| access.get().finish_many(count, stop, result));
        Ok(answer.map_err(at_index))
    }
}

impl mknod::Host for WasiMknodCtxView<'_> {
    fn umask(&mut self, mask: Mode) -> Result<Mode> {
        Ok(self.ctx.umask.replace(mask.into()).into())
    }
}
