//! Permission bits.

use std::fmt;

bitflags::bitflags! {
    /// Permission bits, set-ID bits and the sticky bit: `mode & 07777` in POSIX.
    ///
    /// # References
    ///
    /// - [POSIX `sys/stat.h`](https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/sys_stat.h.html)
    /// - [Linux `inode(7)`](https://man7.org/linux/man-pages/man7/inode.7.html)
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct Mode: u16 {
        /// Others may execute or search (`S_IXOTH`).
        const OTHER_EXECUTE = 0o1;
        /// Others may write (`S_IWOTH`).
        const OTHER_WRITE = 0o2;
        /// Others may read (`S_IROTH`).
        const OTHER_READ = 0o4;
        /// The group may execute or search (`S_IXGRP`).
        const GROUP_EXECUTE = 0o10;
        /// The group may write (`S_IWGRP`).
        const GROUP_WRITE = 0o20;
        /// The group may read (`S_IRGRP`).
        const GROUP_READ = 0o40;
        /// The owner may execute or search (`S_IXUSR`).
        const OWNER_EXECUTE = 0o100;
        /// The owner may write (`S_IWUSR`).
        const OWNER_WRITE = 0o200;
        /// The owner may read (`S_IRUSR`).
        const OWNER_READ = 0o400;
        /// The sticky bit (`S_ISVTX`).
        const STICKY = 0o1000;
        /// The set-group-ID bit (`S_ISGID`).
        const SET_GROUP_ID = 0o2000;
        /// The set-user-ID bit (`S_ISUID`).
        const SET_USER_ID = 0o4000;
    }
}

impl Mode {
    /// The nine permission bits. A umask has no others.
    pub const PERMISSIONS: Self = Self::from_bits_truncate(0o777);
    /// The two set-ID bits.
    pub const SET_ID: Self = Self::SET_USER_ID.union(Self::SET_GROUP_ID);
}

/// Four octal digits, such as `0644`.
impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04o}", self.bits())
    }
}
