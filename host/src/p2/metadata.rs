//! The interface `metadata`.

use super::bindings::sync::filesystem::types::NodeStat;
use super::bindings::{filesystem, sync};
use super::convert::node_stat;
use crate::WasiMknodCtxView;
use crate::error::ErrorCode as CoreError;
use crate::sys::Errno;
use crate::sys::stat::Stat;
use crate::wait::offload::run;
use wasmtime::Result;
use wasmtime::component::Resource;
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p2::bindings::filesystem::types::{ErrorCode, PathFlags};

type Answer = Result<std::result::Result<NodeStat, ErrorCode>>;

impl WasiMknodCtxView<'_> {
    fn told(&self, result: std::result::Result<Stat, Errno>) -> Answer {
        Ok(match result {
            Ok(stat) => Ok(node_stat(&stat, self.ctx.show_owner)),
            Err(errno) => Err(CoreError::from(errno).into()),
        })
    }
}

impl sync::filesystem::metadata::Host for WasiMknodCtxView<'_> {
    fn stat_at(&mut self, fd: Resource<Descriptor>, flags: PathFlags, path: String) -> Answer {
        match self.stat(&fd, path, flags.contains(PathFlags::SYMLINK_FOLLOW))? {
            Ok(look) => self.told(look()),
            Err(error) => Ok(Err(error.into())),
        }
    }
}

impl filesystem::metadata::Host for WasiMknodCtxView<'_> {
    async fn stat_at(
        &mut self,
        fd: Resource<Descriptor>,
        flags: PathFlags,
        path: String,
    ) -> Answer {
        match self.stat(&fd, path, flags.contains(PathFlags::SYMLINK_FOLLOW))? {
            Ok(look) => {
                let result = run(self.ctx.allow_blocking_current_thread, look).await;
                self.told(result)
            }
            Err(error) => Ok(Err(error.into())),
        }
    }
}
