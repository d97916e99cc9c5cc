//! What a guest is told of nodes with records.

use super::format::{Bad, Kind, LONGEST, Record};
use crate::log::warn_now_and_then;
use crate::sys::stat::{self, FileType, Stat};
use crate::sys::{Errno, handle, record};
use cap_mknod::NodeType;
use std::fs::File;

/// Returns the record of a regular file or a directory, of which `stat` is known. A record that
/// cannot be read, or makes no sense, is none.
pub(super) fn record_of(node: &File, stat: &Stat) -> Option<Record> {
    if !may_have_record(stat.file_type) {
        return None;
    }
    let mut value = [0; LONGEST];
    let length = record::read(node, &mut value).transpose()?;
    judge(length, &value, stat)
}

/// Returns the record of a node, and the metadata beside it. Most nodes have none, and of those that
/// are open nothing else is asked then.
///
/// # Errors
///
/// Those of the kernel.
pub(super) fn find(node: &File) -> Result<Option<(Stat, Record)>, Errno> {
    let mut value = [0; LONGEST];
    let length = match record::read_open(node, &mut value) {
        Ok(None) => return Ok(None),
        Ok(Some(length)) => Ok(length),
        // To ask a handle that opens nothing takes more than to look what it leads to.
        Err(Errno::BADF) => {
            let stat = stat::stat(node)?;
            return Ok(record_of(node, &stat).map(|record| (stat, record)));
        }
        Err(errno) => Err(errno),
    };
    let stat = stat::stat(node)?;
    if !may_have_record(stat.file_type) {
        return Ok(None);
    }
    Ok(judge(length, &value, &stat).map(|record| (stat, record)))
}

/// Returns the record that was read.
fn judge(length: Result<usize, Errno>, value: &[u8], stat: &Stat) -> Option<Record> {
    let found = match length {
        Ok(length) => Record::parse(&value[..length]),
        Err(Errno::RANGE) => Err(Bad("it is too long")),
        Err(errno) => {
            tracing::debug!(%errno, "a record cannot be read");
            return None;
        }
    };
    match found.and_then(|record| fits(record, stat)) {
        Ok(record) => Some(record),
        Err(Bad(reason)) => {
            warn_now_and_then!(reason, "a bad value of {} is ignored", record::NAME);
            None
        }
    }
}

/// Linux has no attributes of users on other nodes.
pub(super) fn may_have_record(file_type: FileType) -> bool {
    matches!(file_type, FileType::RegularFile | FileType::Directory)
}

/// Checks a record against the node: only an empty file stands for something else.
fn fits(record: Record, stat: &Stat) -> Result<Record, Bad> {
    let is_empty_file = stat.file_type == FileType::RegularFile && stat.size == 0;
    let fits = match record.kind {
        None => true,
        Some(Kind::File) => stat.file_type == FileType::RegularFile,
        Some(Kind::Directory) => stat.file_type == FileType::Directory,
        // The content would be the target, which no path resolution knows.
        Some(Kind::SymbolicLink) => false,
        Some(Kind::Pipe | Kind::Socket | Kind::Block(_) | Kind::Character(_)) => is_empty_file,
    };
    match fits {
        true => Ok(record),
        false => Err(Bad("the type is not that of such a node")),
    }
}

/// Returns the metadata of a handle, with what is recorded.
///
/// # Errors
///
/// Those of the kernel.
pub(crate) fn stated(node: &File) -> Result<Stat, Errno> {
    let stat = stat::stat(node)?;
    Ok(match record_of(node, &stat) {
        Some(record) => with(stat, record),
        None => stat,
    })
}

/// Returns the metadata of the entry `name` of `dir`, with what is recorded. A symbolic link is not
/// followed.
///
/// # Errors
///
/// Those of the kernel.
pub(crate) fn stat_entry(dir: &File, name: &str) -> Result<Stat, Errno> {
    let stat = stat::stat_entry(dir, name)?;
    match may_have_record(stat.file_type) {
        true => stated(&handle::pin(dir, name, false)?),
        false => Ok(stat),
    }
}

/// Returns the special file for which the node of a handle stands. `Err` is for one that is no
/// device.
pub(crate) fn device(node: &File, stat: &Stat) -> Option<Result<NodeType, Errno>> {
    if stat.file_type != FileType::RegularFile || stat.size != 0 {
        return None;
    }
    match record_of(node, stat)?.kind? {
        Kind::Pipe | Kind::Socket => Some(Err(Errno::NXIO)),
        kind => kind.device().map(Ok),
    }
}

fn with(mut stat: Stat, record: Record) -> Stat {
    stat.user = record.user;
    stat.group = record.group;
    stat.mode = record.mode.bits();
    let (file_type, device) = match record.kind {
        Some(Kind::Pipe) => (FileType::Fifo, None),
        Some(Kind::Socket) => (FileType::Socket, None),
        Some(Kind::Block(device)) => (FileType::BlockDevice, Some(device)),
        Some(Kind::Character(device)) => (FileType::CharacterDevice, Some(device)),
        _ => return stat,
    };
    stat.file_type = file_type;
    if let Some(device) = device {
        stat.device = (device.major(), device.minor());
    }
    stat
}
