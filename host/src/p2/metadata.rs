//! The interface `metadata`.

use super::bindings::sync::filesystem::types::{
    Device, FileType as WitFileType, Mode as WitMode, NodeStat, Owner,
};
use super::bindings::{filesystem, sync};
use super::run;
use crate::error::ErrorCode as CoreError;
use crate::sys::Errno;
use crate::sys::handle::{FileType, Stat};
use crate::{Mode, WasiMknodCtxView, node_stat};
use std::fs::File;
use std::sync::Arc;
use wasmtime::Result;
use wasmtime::component::Resource;
use wasmtime_wasi::filesystem::Descriptor;
use wasmtime_wasi::p2::bindings::clocks::wall_clock::Datetime;
use wasmtime_wasi::p2::bindings::filesystem::types::{ErrorCode, PathFlags};

type Answer = Result<std::result::Result<NodeStat, ErrorCode>>;

impl WasiMknodCtxView<'_> {
    fn start_of_stat(&self, fd: &Resource<Descriptor>) -> Result<Option<Arc<File>>> {
        Ok(match self.table.get(fd)? {
            Descriptor::Dir(dir) => Some(Arc::clone(&dir.dir)),
            Descriptor::File(_) => None,
        })
    }

    fn told(&self, result: std::result::Result<Stat, Errno>) -> Answer {
        Ok(match result {
            Ok(stat) => Ok(node_stat(&stat, self.ctx.show_owner)),
            Err(errno) => Err(CoreError::from(errno).into()),
        })
    }
}

impl sync::filesystem::metadata::Host for WasiMknodCtxView<'_> {
    fn stat_at(&mut self, fd: Resource<Descriptor>, flags: PathFlags, path: String) -> Answer {
        let Some(dir) = self.start_of_stat(&fd)? else {
            return Ok(Err(ErrorCode::NotDirectory));
        };
        let follow = flags.contains(PathFlags::SYMLINK_FOLLOW);
        self.told(node_stat::stat_at(&dir, &path, follow))
    }
}

impl filesystem::metadata::Host for WasiMknodCtxView<'_> {
    async fn stat_at(
        &mut self,
        fd: Resource<Descriptor>,
        flags: PathFlags,
        path: String,
    ) -> Answer {
        let Some(dir) = self.start_of_stat(&fd)? else {
            return Ok(Err(ErrorCode::NotDirectory));
        };
        let follow = flags.contains(PathFlags::SYMLINK_FOLLOW);
        let here = self.ctx.allow_blocking_current_thread;
        let result = run(here, move || node_stat::stat_at(&dir, &path, follow)).await;
        self.told(result)
    }
}

fn node_stat(stat: &Stat, show_owner: bool) -> NodeStat {
    let device = Device {
        major: stat.device.0,
        minor: stat.device.1,
    };
    let file_type = match stat.file_type {
        FileType::RegularFile => WitFileType::RegularFile,
        FileType::Directory => WitFileType::Directory,
        FileType::Symlink => WitFileType::SymbolicLink,
        FileType::Fifo => WitFileType::Fifo,
        FileType::Socket => WitFileType::Socket,
        FileType::CharacterDevice => WitFileType::CharacterDevice(device),
        FileType::BlockDevice => WitFileType::BlockDevice(device),
        _ => WitFileType::Unknown,
    };
    NodeStat {
        file_type,
        mode: WitMode::from(Mode::from_bits_truncate(stat.mode)),
        link_count: stat.links,
        size: stat.size,
        data_access_timestamp: datetime(stat.accessed),
        data_modification_timestamp: datetime(stat.modified),
        status_change_timestamp: datetime(stat.changed),
        owner: show_owner.then_some(Owner {
            user: stat.user,
            group: stat.group,
        }),
    }
}

fn datetime((seconds, nanoseconds): (i64, u32)) -> Option<Datetime> {
    Some(Datetime {
        seconds: seconds.try_into().ok()?,
        nanoseconds,
    })
}
