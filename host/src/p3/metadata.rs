//! The interface `metadata`.

use super::bindings::filesystem::metadata;
use super::bindings::filesystem::types::NodeStat;
use super::convert::node_stat;
use super::prepare;
use crate::error::ErrorCode as CoreError;
use crate::wait::offload::run;
use crate::{WasiMknod, WasiMknodCtxView};
use wasmtime::Result;
use wasmtime::component::{Accessor, Resource};
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p3::bindings::filesystem::types::{ErrorCode, PathFlags};

impl<T: Send> metadata::HostWithStore<T> for WasiMknod {
    async fn stat_at(
        store: &Accessor<T, Self>,
        fd: Resource<Descriptor>,
        flags: PathFlags,
        path: String,
    ) -> Result<std::result::Result<NodeStat, ErrorCode>> {
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
