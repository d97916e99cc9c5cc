//! The interface `attributes`.

use super::bindings::filesystem::attributes;
use super::prepare;
use crate::attributes::Requested;
use crate::error::{Failure, OrTrap as _};
use crate::types::{Mode, NewOwner, NewTime};
use crate::types::{requested_mode, requested_owner, requested_times};
use crate::{WasiMknod, WasiMknodCtxView};
use wasmtime::Result;
use wasmtime::component::{Accessor, Resource};
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p3::bindings::filesystem::types::{ErrorCode, PathFlags};

type Answer = Result<std::result::Result<(), ErrorCode>>;
type Fd = Resource<Descriptor>;

impl<T: Send> attributes::HostWithStore<T> for WasiMknod {
    async fn set_mode_at(
        store: &Accessor<T, Self>,
        fd: Fd,
        flags: PathFlags,
        path: String,
        mode: Mode,
    ) -> Answer {
        let set = set_at(store, &fd, flags, path, requested_mode(mode));
        set.await.or_trap()
    }

    async fn set_owner_at(
        store: &Accessor<T, Self>,
        fd: Fd,
        flags: PathFlags,
        path: String,
        owner: NewOwner,
    ) -> Answer {
        let set = set_at(store, &fd, flags, path, requested_owner(owner));
        set.await.or_trap()
    }

    async fn set_times_at(
        store: &Accessor<T, Self>,
        fd: Fd,
        flags: PathFlags,
        path: String,
        accessed: NewTime,
        modified: NewTime,
    ) -> Answer {
        let set = set_at(store, &fd, flags, path, requested_times(accessed, modified));
        set.await.or_trap()
    }

    async fn set_mode(store: &Accessor<T, Self>, fd: Fd, mode: Mode) -> Answer {
        set_of(store, &fd, requested_mode(mode)).await.or_trap()
    }

    async fn set_owner(store: &Accessor<T, Self>, fd: Fd, owner: NewOwner) -> Answer {
        set_of(store, &fd, requested_owner(owner)).await.or_trap()
    }

    async fn set_times(
        store: &Accessor<T, Self>,
        fd: Fd,
        accessed: NewTime,
        modified: NewTime,
    ) -> Answer {
        let set = set_of(store, &fd, requested_times(accessed, modified));
        set.await.or_trap()
    }
}

async fn set_at<T: Send>(
    store: &Accessor<T, WasiMknod>,
    fd: &Fd,
    flags: PathFlags,
    path: String,
    requested: Requested,
) -> std::result::Result<(), Failure> {
    let follow = flags.contains(PathFlags::SYMLINK_FOLLOW);
    let prepared = prepare(store, |view| view.change_at(fd, path, follow, requested));
    let (offload, change) = prepared?;
    Ok(offload.run(change).await?)
}

async fn set_of<T: Send>(
    store: &Accessor<T, WasiMknod>,
    fd: &Fd,
    requested: Requested,
) -> std::result::Result<(), Failure> {
    let (offload, change) = prepare(store, |view| view.change_of(fd, requested))?;
    Ok(offload.run(change).await?)
}

impl attributes::Host for WasiMknodCtxView<'_> {}
