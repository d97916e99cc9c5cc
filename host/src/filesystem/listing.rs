//! Directory listings with the types of special files.

use crate::recorded;
use crate::sys::stat::{self, FileType};
use crate::sys::{Errno, errno_of};
use std::fs::File;

/// An entry of a directory.
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) file_type: FileType,
}

/// Reads a whole directory. Returns the entries before the first failure, and that failure.
///
/// `recorded` asks for the types that are recorded.
pub(crate) fn read(dir: &File, recorded: bool) -> (Vec<Entry>, Result<(), Errno>) {
    let mut entries = Vec::new();
    let result = read_into(&mut entries, dir, recorded);
    (entries, result)
}

fn read_into(entries: &mut Vec<Entry>, dir: &File, recorded: bool) -> Result<(), Errno> {
    for entry in cap_primitives::fs::read_base_dir(dir).map_err(|error| errno_of(&error))? {
        let name = entry.map_err(|error| errno_of(&error))?.file_name();
        let name = name.into_string().map_err(|_| Errno::ILSEQ)?;
        let stat = match recorded {
            true => recorded::stat_entry(dir, &name),
            false => stat::stat_entry(dir, &name),
        };
        match stat {
            Ok(stat) => entries.push(Entry {
                file_type: stat.file_type,
                name,
            }),
            // The entry has been removed meanwhile.
            Err(Errno::NOENT) => {}
            Err(errno) => return Err(errno),
        }
    }
    Ok(())
}
