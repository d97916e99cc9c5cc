//! The interface `metadata`, blocking and async.

use super::bindings::{filesystem, sync};
use crate::WasiMknodCtxView;
use crate::error::{Failure, OrTrap as _};
use crate::types::NodeStat;
use wasmtime::Result;
use wasmtime::component::Resource;
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p2::bindings::filesystem::types::{ErrorCode, PathFlags};

type Answer = Result<std::result::Result<NodeStat, ErrorCode>>;

impl WasiMknodCtxView<'_> {
    async fn node_stat(
        &mut self,
        fd: &Resource<Descriptor>,
        flags: PathFlags,
        path: String,
    ) -> std::result::Result<NodeStat, Failure> {
        let stat = self.stat(fd, path, flags.contains(PathFlags::SYMLINK_FOLLOW))?;
        let stat = self.ctx.offload.run(stat).await?;
        Ok(NodeStat::new(&stat, self.ctx.show_owner))
    }
}

impl sync::filesystem::metadata::Host for WasiMknodCtxView<'_> {
    fn stat_at(&mut self, fd: Resource<Descriptor>, flags: PathFlags, path: String) -> Answer {
        let stat = self.stat(&fd, path, flags.contains(PathFlags::SYMLINK_FOLLOW));
        stat.and_then(|stat| Ok(NodeStat::new(&stat()?, self.ctx.show_owner)))
            .or_trap()
    }
}

impl filesystem::metadata::Host for WasiMknodCtxView<'_> {
    async fn stat_at(
        &mut self,
        fd: Resource<Descriptor>,
        flags: PathFlags,
        path: String,
    ) -> Answer {
        self.node_stat(&fd, flags, path).await.or_trap()
    }
}
