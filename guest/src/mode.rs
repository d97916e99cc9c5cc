//! Modes: the bits of C's `mode_t`, and the typed form of those that are permissions.

use std::fmt;

use crate::bindings::types::Mode;

/// The bits of a mode that say the type of a node.
pub const S_IFMT: u32 = 0o170_000;
/// The type of a socket.
pub const S_IFSOCK: u32 = 0o140_000;
/// The type of a symbolic link, which `mknod` does not make.
pub const S_IFLNK: u32 = 0o120_000;
/// The type of a regular file.
pub const S_IFREG: u32 = 0o100_000;
/// The type of a block device.
pub const S_IFBLK: u32 = 0o060_000;
/// The type of a directory.
pub const S_IFDIR: u32 = 0o040_000;
/// The type of a character device.
pub const S_IFCHR: u32 = 0o020_000;
/// The type of a FIFO.
pub const S_IFIFO: u32 = 0o010_000;

/// The set-user-ID bit.
pub const S_ISUID: u32 = 0o4000;
/// The set-group-ID bit.
pub const S_ISGID: u32 = 0o2000;
/// The sticky bit.
pub const S_ISVTX: u32 = 0o1000;

/// Read, write and execute for the owner.
pub const S_IRWXU: u32 = 0o700;
/// Read for the owner.
pub const S_IRUSR: u32 = 0o400;
/// Write for the owner.
pub const S_IWUSR: u32 = 0o200;
/// Execute for the owner.
pub const S_IXUSR: u32 = 0o100;
/// Read, write and execute for the group.
pub const S_IRWXG: u32 = 0o070;
/// Read for the group.
pub const S_IRGRP: u32 = 0o040;
/// Write for the group.
pub const S_IWGRP: u32 = 0o020;
/// Execute for the group.
pub const S_IXGRP: u32 = 0o010;
/// Read, write and execute for others.
pub const S_IRWXO: u32 = 0o007;
/// Read for others.
pub const S_IROTH: u32 = 0o004;
/// Write for others.
pub const S_IWOTH: u32 = 0o002;
/// Execute for others.
pub const S_IXOTH: u32 = 0o001;

impl Mode {
    /// Takes the permission, set-ID and sticky bits out of a mode such as `0o644` or an `st_mode`.
    ///
    /// The bits of `mode` that are not in `0o7777`, such as those of the type, are left out.
    pub const fn from_raw_mode(mode: u32) -> Self {
        Self::from_bits_truncate((mode & 0o7777) as u16)
    }

    /// Returns the bits as a number from 0 to `0o7777`.
    pub const fn as_raw_mode(self) -> u32 {
        self.bits() as u32 & 0o7777
    }
}

/// Four octal digits, such as `0644`.
impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04o}", self.bits())
    }
}

#[cfg(test)]
mod tests {
    use super::Mode;

    #[test]
    fn flags_are_the_bits_of_posix() {
        for (flag, raw) in [
            (Mode::SET_USER_ID, super::S_ISUID),
            (Mode::SET_GROUP_ID, super::S_ISGID),
            (Mode::STICKY, super::S_ISVTX),
            (Mode::OWNER_READ, super::S_IRUSR),
            (Mode::OWNER_WRITE, super::S_IWUSR),
            (Mode::OWNER_EXECUTE, super::S_IXUSR),
            (Mode::GROUP_READ, super::S_IRGRP),
            (Mode::GROUP_WRITE, super::S_IWGRP),
            (Mode::GROUP_EXECUTE, super::S_IXGRP),
            (Mode::OTHER_READ, super::S_IROTH),
            (Mode::OTHER_WRITE, super::S_IWOTH),
            (Mode::OTHER_EXECUTE, super::S_IXOTH),
        ] {
            assert_eq!(flag.as_raw_mode(), raw);
            assert_eq!(Mode::from_raw_mode(raw), flag);
        }
        assert_eq!(Mode::all().as_raw_mode(), 0o7777);
        assert_eq!(Mode::from_raw_mode(0o100_644).to_string(), "0644");
        assert_eq!(Mode::from_raw_mode(u32::MAX), Mode::all());
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn types_have_the_numbers_of_linux() {
        for (ours, theirs) in [
            (super::S_IFMT, libc::S_IFMT),
            (super::S_IFSOCK, libc::S_IFSOCK),
            (super::S_IFLNK, libc::S_IFLNK),
            (super::S_IFREG, libc::S_IFREG),
            (super::S_IFBLK, libc::S_IFBLK),
            (super::S_IFDIR, libc::S_IFDIR),
            (super::S_IFCHR, libc::S_IFCHR),
            (super::S_IFIFO, libc::S_IFIFO),
        ] {
            assert_eq!(ours, theirs);
        }
    }
}
