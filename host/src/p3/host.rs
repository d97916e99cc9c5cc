//! The interfaces `mknod` and `metadata`.

use super::bindings::filesystem::types::{self, Mode, Node, NodeStat, NodeType};
use super::bindings::filesystem::{metadata, mknod};
use super::convert::{at_index, node_stat};
use crate::error::ErrorCode as CoreError;
use crate::prepare::Request;
use crate::run::run;
use crate::{WasiMknod, WasiMknodCtxView};
use wasmtime::Result;
use wasmtime::component::{Accessor, Resource};
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p3::bindings::filesystem::types::{ErrorCode, PathFlags};

type Answer<R = ()> = Result<std::result::Result<R, ErrorCode>>;
type ManyAnswer = Result<std::result::Result<(), (u32, ErrorCode)>>;

impl types::Host for WasiMknodCtxView<'_> {}

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

impl<T: Send> metadata::HostWithStore<T> for WasiMknod {
    async fn stat_at(
        store: &Accessor<T, Self>,
        fd: Resource<Descriptor>,
        flags: PathFlags,
        path: String,
    ) -> Answer<NodeStat> {
        let follow = flags.contains(PathFlags::SYMLINK_FOLLOW);
        let result = match prepare(store, |view| view.stat(&fd, path, follow))? {
            (here, Ok(look)) => run(here, look).await,
            (_, Err(error)) => return Ok(Err(error.into())),
        };
        Ok(match result {
            Ok(stat) => {
                let show_owner = store.with(|mut access| access.get().ctx.show_owner);
                Ok(node_stat(&stat, show_owner))
            }
            Err(errno) => Err(CoreError::from(errno).into()),
        })
    }
}

impl metadata::Host for WasiMknodCtxView<'_> {}

/// Does the part of a call that needs the store, and says whether the rest may block this thread.
pub(super) fn prepare<T, C>(
    store: &Accessor<T, WasiMknod>,
    prepare: impl FnOnce(&mut WasiMknodCtxView<'_>) -> Result<C>,
) -> Result<(bool, C)> {
    store.with(|mut access| {
        let mut view = access.get();
        let call = prepare(&mut view)?;
        Ok((view.ctx.allow_blocking_current_thread, call))
    })
}
