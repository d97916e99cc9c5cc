//! The interface `attributes`, blocking and async.

use super::bindings::{filesystem, sync};
use crate::WasiMknodCtxView;
use crate::attributes::Requested;
use crate::error::{Failure, OrTrap as _};
use crate::types::{Mode, NewOwner, NewTime};
use crate::types::{requested_mode, requested_owner, requested_times};
use wasmtime::Result;
use wasmtime::component::Resource;
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p2::bindings::filesystem::types::{ErrorCode, PathFlags};

type Answer = Result<std::result::Result<(), ErrorCode>>;
type Fd = Resource<Descriptor>;

impl WasiMknodCtxView<'_> {
    async fn set_at(
        &mut self,
        fd: &Fd,
        flags: PathFlags,
        path: String,
        requested: Requested,
    ) -> std::result::Result<(), Failure> {
        let follow = flags.contains(PathFlags::SYMLINK_FOLLOW);
        let change = self.change_at(fd, path, follow, requested)?;
        Ok(self.ctx.offload.run(change).await?)
    }

    async fn set_of(&mut self, fd: &Fd, requested: Requested) -> std::result::Result<(), Failure> {
        let change = self.change_of(fd, requested)?;
        Ok(self.ctx.offload.run(change).await?)
    }

    fn set_at_blocking(
        &mut self,
        fd: &Fd,
        flags: PathFlags,
        path: String,
        requested: Requested,
    ) -> std::result::Result<(), Failure> {
        let follow = flags.contains(PathFlags::SYMLINK_FOLLOW);
        Ok(self.change_at(fd, path, follow, requested)?()?)
    }

    fn set_of_blocking(
        &mut self,
        fd: &Fd,
        requested: Requested,
    ) -> std::result::Result<(), Failure> {
        Ok(self.change_of(fd, requested)?()?)
    }
}

impl sync::filesystem::attributes::Host for WasiMknodCtxView<'_> {
    fn set_mode_at(&mut self, fd: Fd, flags: PathFlags, path: String, mode: Mode) -> Answer {
        self.set_at_blocking(&fd, flags, path, requested_mode(mode))
            .or_trap()
    }

    fn set_owner_at(&mut self, fd: Fd, flags: PathFlags, path: String, owner: NewOwner) -> Answer {
        self.set_at_blocking(&fd, flags, path, requested_owner(owner))
            .or_trap()
    }

    fn set_times_at(
        &mut self,
        fd: Fd,
        flags: PathFlags,
        path: String,
        accessed: NewTime,
        modified: NewTime,
    ) -> Answer {
        self.set_at_blocking(&fd, flags, path, requested_times(accessed, modified))
            .or_trap()
    }

    fn set_mode(&mut self, fd: Fd, mode: Mode) -> Answer {
        self.set_of_blocking(&fd, requested_mode(mode)).or_trap()
    }

    fn set_owner(&mut self, fd: Fd, owner: NewOwner) -> Answer {
        self.set_of_blocking(&fd, requested_owner(owner)).or_trap()
    }

    fn set_times(&mut self, fd: Fd, accessed: NewTime, modified: NewTime) -> Answer {
        self.set_of_blocking(&fd, requested_times(accessed, modified))
            .or_trap()
    }
}

impl filesystem::attributes::Host for WasiMknodCtxView<'_> {
    async fn set_mode_at(&mut self, fd: Fd, flags: PathFlags, path: String, mode: Mode) -> Answer {
        let set = self.set_at(&fd, flags, path, requested_mode(mode));
        set.await.or_trap()
    }

    async fn set_owner_at(
        &mut self,
        fd: Fd,
        flags: PathFlags,
        path: String,
        owner: NewOwner,
    ) -> Answer {
        let set = self.set_at(&fd, flags, path, requested_owner(owner));
        set.await.or_trap()
    }

    async fn set_times_at(
        &mut self,
        fd: Fd,
        flags: PathFlags,
        path: String,
        accessed: NewTime,
        modified: NewTime,
    ) -> Answer {
        let set = self.set_at(&fd, flags, path, requested_times(accessed, modified));
        set.await.or_trap()
    }

    async fn set_mode(&mut self, fd: Fd, mode: Mode) -> Answer {
        self.set_of(&fd, requested_mode(mode)).await.or_trap()
    }

    async fn set_owner(&mut self, fd: Fd, owner: NewOwner) -> Answer {
        self.set_of(&fd, requested_owner(owner)).await.or_trap()
    }

    async fn set_times(&mut self, fd: Fd, accessed: NewTime, modified: NewTime) -> Answer {
        self.set_of(&fd, requested_times(accessed, modified))
            .await
            .or_trap()
    }
}
