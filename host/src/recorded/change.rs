//! Changes of modes and owners where they are recorded.
//!
//! A file with a recorded owner belongs to the user of the host. It stays readable and writable for
//! that user, as its attribute has to be, and never has a real set-ID bit: the recorded mode is the
//! one that is told.

use super::format::{Kind, Record};
use super::read::{find, may_have_record, record_of};
use super::{Devices, Recording};
use crate::sys::stat::{self, FileType, Stat};
use crate::sys::{Errno, attributes, record};
use cap_mknod::Mode;
use std::fs::File;

/// Sets the mode of the node of a handle.
///
/// # Errors
///
/// Those of the kernel.
pub(crate) fn set_mode(recording: Recording, node: &File, mode: Mode) -> Result<(), Errno> {
    if recording.reads()
        && let Some((stat, record)) = find(node)?
    {
        return write(node, &stat, Record { mode, ..record });
    }
    attributes::set_mode(node, mode)
}

/// Sets the owner of the node of a handle.
///
/// # Errors
///
/// Those of the kernel, and `NOTSUP` if the owner is to be recorded where there are no attributes.
pub(crate) fn set_owner(
    recording: Recording,
    node: &File,
    user: Option<u32>,
    group: Option<u32>,
) -> Result<(), Errno> {
    if !recording.reads() || (user, group) == (None, None) {
        return attributes::set_owner(node, user, group);
    }
    let stat = stat::stat(node)?;
    if recording.devices == Devices::Recorded && may_have_record(stat.file_type) {
        // Most nodes have no record, and are not asked for one.
        let record = of(&stat).owned_by(user, group, stat.file_type);
        if own_mode(&stat, record).bits() == stat.mode {
            match record::add(node, record.to_string().as_bytes()) {
                Err(Errno::EXIST) => {}
                added => return added,
            }
        }
    }
    let record = record_of(node, &stat);
    if record.is_none() && recording.devices == Devices::Auto {
        match attributes::set_owner(node, user, group) {
            // A user namespace has no such number.
            Err(Errno::PERM | Errno::INVAL) => {}
            result => return result,
        }
    }
    let before = record.unwrap_or_else(|| of(&stat));
    let record = before.owned_by(user, group, stat.file_type);
    if !may_have_record(stat.file_type) {
        let same = (record.user, record.group) == (stat.user, stat.group);
        return if same { Ok(()) } else { Err(Errno::NOTSUP) };
    }
    write(node, &stat, record)
}

/// The record of a node that has none.
fn of(stat: &Stat) -> Record {
    let kind = match stat.file_type {
        FileType::Directory => Kind::Directory,
        _ => Kind::File,
    };
    Record {
        user: stat.user,
        group: stat.group,
        mode: Mode::from_bits_truncate(stat.mode),
        kind: Some(kind),
    }
}

impl Record {
    /// The record after a change of the owner.
    fn owned_by(self, user: Option<u32>, group: Option<u32>, file_type: FileType) -> Self {
        Self {
            user: user.unwrap_or(self.user),
            group: group.unwrap_or(self.group),
            mode: without_set_id(self.mode, file_type),
            ..self
        }
    }
}

/// As Linux does, the set-user-ID bit goes with the owner, and the set-group-ID bit where the group
/// may execute.
fn without_set_id(mode: Mode, file_type: FileType) -> Mode {
    if file_type == FileType::Directory {
        return mode;
    }
    match mode.contains(Mode::GROUP_EXECUTE) {
        true => mode.difference(Mode::SET_ID),
        false => mode.difference(Mode::SET_USER_ID),
    }
}

/// Records it, and gives the node the mode that goes with that.
fn write(node: &File, stat: &Stat, record: Record) -> Result<(), Errno> {
    let own = own_mode(stat, record);
    if own.bits() != stat.mode {
        attributes::set_mode(node, own)?;
    }
    record::write(node, record.to_string().as_bytes())
}

/// The mode of a node with a record. What stands for a special file keeps its mode.
fn own_mode(stat: &Stat, record: Record) -> Mode {
    let own = match record.kind {
        None | Some(Kind::File | Kind::Directory) => match stat.file_type {
            FileType::Directory => record.mode | Mode::from_bits_truncate(0o700),
            _ => record.mode | Mode::from_bits_truncate(0o600),
        },
        Some(_) => Mode::from_bits_truncate(0o600),
    };
    own.difference(Mode::SET_ID)
}
