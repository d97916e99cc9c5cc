//! What the table needs of a version of WASI besides the rest of the programs.

use super::attributes::{Attributes, Change, new_owner};
use crate::{Answer, FifoCalls, P2, P3, error_name, guest};
use wasi_mknod::bindings::types::NodeStat;
use wasi_mknod::bindings::{attributes, fifo, metadata};
use wasi_mknod::p3::bindings as p3;
use wasip2::filesystem::types::{Descriptor, PathFlags};
use wasip3::wit_stream;

/// A version of WASI with all interfaces of the package.
#[expect(
    async_fn_in_trait,
    reason = "no program hands a future to another thread"
)]
pub trait Conforming: FifoCalls + Attributes {
    /// `stat-at` of the interface `metadata`.
    async fn node_stat(dir: &Self::Descriptor, follow: bool, path: &str) -> Answer<NodeStat>;

    /// `open-reader`, for its error. A stream that it gives is dropped.
    async fn open_reader(dir: &Self::Descriptor, path: &str) -> Answer;

    /// `open-writer` with nothing to write, for its error.
    async fn open_writer(dir: &Self::Descriptor, path: &str) -> Answer;
}

impl Conforming for P2 {
    async fn node_stat(dir: &Descriptor, follow: bool, path: &str) -> Answer<NodeStat> {
        let flags = match follow {
            true => PathFlags::SYMLINK_FOLLOW,
            false => PathFlags::empty(),
        };
        metadata::stat_at(dir, flags, path).map_err(|error| error.name().to_owned())
    }

    async fn open_reader(dir: &Descriptor, path: &str) -> Answer {
        let opened = fifo::open_reader(dir, path).map(drop);
        opened.map_err(|error| error.name().to_owned())
    }

    async fn open_writer(dir: &Descriptor, path: &str) -> Answer {
        let opened = fifo::open_writer(dir, path).map(drop);
        opened.map_err(|error| error.name().to_owned())
    }
}

impl Conforming for P3 {
    async fn node_stat(dir: &Self::Descriptor, follow: bool, path: &str) -> Answer<NodeStat> {
        let flags = match follow {
            true => wasip3::filesystem::types::PathFlags::SYMLINK_FOLLOW,
            false => wasip3::filesystem::types::PathFlags::empty(),
        };
        let found = p3::metadata::stat_at(dir, flags, path.to_owned()).await;
        found.map_err(error_name)
    }

    async fn open_reader(dir: &Self::Descriptor, path: &str) -> Answer {
        let opened = p3::fifo::open_reader(dir, path.to_owned()).await;
        opened.map(drop).map_err(error_name)
    }

    async fn open_writer(dir: &Self::Descriptor, path: &str) -> Answer {
        let (writer, data) = wit_stream::new();
        drop(writer);
        let opened = p3::fifo::open_writer(dir, path.to_owned(), data).await;
        opened.map_err(error_name)
    }
}

impl Attributes for P2 {
    async fn change_at(dir: &Descriptor, follow: bool, path: &str, change: Change) -> Answer {
        let flags = match follow {
            true => PathFlags::SYMLINK_FOLLOW,
            false => PathFlags::empty(),
        };
        let changed = match change {
            Change::Mode(mode) => attributes::set_mode_at(dir, flags, path, guest::mode(mode)),
            Change::Owner(user, group) => {
                attributes::set_owner_at(dir, flags, path, new_owner(user, group))
            }
            Change::Times(accessed, modified) => {
                attributes::set_times_at(dir, flags, path, accessed, modified)
            }
        };
        changed.map_err(|error| error.name().to_owned())
    }

    async fn change(fd: &Descriptor, change: Change) -> Answer {
        let changed = match change {
            Change::Mode(mode) => attributes::set_mode(fd, guest::mode(mode)),
            Change::Owner(user, group) => attributes::set_owner(fd, new_owner(user, group)),
            Change::Times(accessed, modified) => attributes::set_times(fd, accessed, modified),
        };
        changed.map_err(|error| error.name().to_owned())
    }
}

impl Attributes for P3 {
    async fn change_at(dir: &Self::Descriptor, follow: bool, path: &str, change: Change) -> Answer {
        let flags = match follow {
            true => wasip3::filesystem::types::PathFlags::SYMLINK_FOLLOW,
            false => wasip3::filesystem::types::PathFlags::empty(),
        };
        let path = path.to_owned();
        let changed = match change {
            Change::Mode(mode) => {
                p3::attributes::set_mode_at(dir, flags, path, guest::mode(mode)).await
            }
            Change::Owner(user, group) => {
                p3::attributes::set_owner_at(dir, flags, path, new_owner(user, group)).await
            }
            Change::Times(accessed, modified) => {
                p3::attributes::set_times_at(dir, flags, path, accessed, modified).await
            }
        };
        changed.map_err(error_name)
    }

    async fn change(fd: &Self::Descriptor, change: Change) -> Answer {
        let changed = match change {
            Change::Mode(mode) => p3::attributes::set_mode(fd, guest::mode(mode)).await,
            Change::Owner(user, group) => {
                p3::attributes::set_owner(fd, new_owner(user, group)).await
            }
            Change::Times(accessed, modified) => {
                p3::attributes::set_times(fd, accessed, modified).await
            }
        };
        changed.map_err(error_name)
    }
}
