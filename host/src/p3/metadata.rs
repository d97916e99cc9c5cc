//! The interface `metadata`.

use super::bindings::filesystem::metadata;
use super::prepare;
use crate::error::{Failure, OrTrap as _};
use crate::types::NodeStat;
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
        stat(store, &fd, flags, path).await.or_trap()
    }
}

async fn stat<T: Send>(
    store: &Accessor<T, WasiMknod>,
    fd: &Resource<Descriptor>,
    flags: PathFlags,
    path: String,
) -> std::result::Result<NodeStat, Failure> {
    let follow = flags.contains(PathFlags::SYMLINK_FOLLOW);
    let (offload, stat) = prepare(store, |view| view.stat(fd, path, follow))?;
    let stat = offload.run(stat).await?;
    let show_owner = store.with(|mut access| access.get().ctx.show_owner);
    Ok(NodeStat::new(&stat, show_owner))
}

impl metadata::Host for WasiMknodCtxView<'_> {}
