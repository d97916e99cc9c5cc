//! Types of nodes and device numbers.

use std::fmt;

/// The type of a file system node, with its device number where it has one.
///
/// # References
///
/// - [POSIX `mknod`](https://pubs.opengroup.org/onlinepubs/9799919799/functions/mknod.html)
/// - [Linux `mknod(2)`](https://man7.org/linux/man-pages/man2/mknod.2.html)
/// - [Linux `inode(7)`](https://man7.org/linux/man-pages/man7/inode.7.html)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NodeType {
    /// An empty regular file (`S_IFREG`).
    RegularFile,
    /// An empty directory (`S_IFDIR`).
    Directory,
    /// A FIFO, also called named pipe (`S_IFIFO`).
    Fifo,
    /// A socket file (`S_IFSOCK`), on which nothing listens yet.
    Socket,
    /// A character device (`S_IFCHR`).
    CharacterDevice(Device),
    /// A block device (`S_IFBLK`).
    BlockDevice(Device),
}

impl NodeType {
    /// Returns the device number of a character or block device, and `None` for the other types.
    pub const fn device(self) -> Option<Device> {
        match self {
            Self::CharacterDevice(device) | Self::BlockDevice(device) => Some(device),
            Self::RegularFile | Self::Directory | Self::Fifo | Self::Socket => None,
        }
    }
}

impl fmt::Display for NodeType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RegularFile => f.write_str("regular file"),
            Self::Directory => f.write_str("directory"),
            Self::Fifo => f.write_str("FIFO"),
            Self::Socket => f.write_str("socket"),
            Self::CharacterDevice(device) => write!(f, "character device {device}"),
            Self::BlockDevice(device) => write!(f, "block device {device}"),
        }
    }
}

/// A device number that a Linux kernel can hold.
///
/// The raw system call truncates a number that is too large: major 0x1001, minor 3 becomes 1:3. A
/// check of the untruncated number would apply to another device than the one that is created.
/// `Device::new` therefore rejects it.
///
/// # References
///
/// - [Linux `makedev(3)`](https://man7.org/linux/man-pages/man3/makedev.3.html)
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Device {
    major: u32,
    minor: u32,
}

impl Device {
    /// The largest major number: the kernel has 12 bits for it.
    pub const MAX_MAJOR: u32 = 0xfff;
    /// The largest minor number: the kernel has 20 bits for it.
    pub const MAX_MINOR: u32 = 0xf_ffff;
    /// Device 0:0. As a character device it is a whiteout: overlay file systems take it for a
    /// deleted file.
    ///
    /// # References
    ///
    /// - [Linux, overlayfs](https://docs.kernel.org/filesystems/overlayfs.html#whiteouts-and-opaque-directories)
    pub const WHITEOUT: Self = Self { major: 0, minor: 0 };

    /// Builds the device number `major:minor`.
    ///
    /// # Errors
    ///
    /// [`InvalidDevice`] if `major` is above [`MAX_MAJOR`](Self::MAX_MAJOR) or `minor` above
    /// [`MAX_MINOR`](Self::MAX_MINOR).
    pub const fn new(major: u32, minor: u32) -> Result<Self, InvalidDevice> {
        if major > Self::MAX_MAJOR || minor > Self::MAX_MINOR {
            return Err(InvalidDevice { major, minor });
        }
        Ok(Self { major, minor })
    }

    /// Returns the major number, 0 to [`MAX_MAJOR`](Self::MAX_MAJOR).
    pub const fn major(self) -> u32 {
        self.major
    }

    /// Returns the minor number, 0 to [`MAX_MINOR`](Self::MAX_MINOR).
    pub const fn minor(self) -> u32 {
        self.minor
    }
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.major, self.minor)
    }
}

/// The error of [`Device::new`]: the device number is out of range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidDevice {
    major: u32,
    minor: u32,
}

impl fmt::Display for InvalidDevice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "device number {}:{} is out of range: the major number goes up to {}, the minor number up to {}",
            self.major,
            self.minor,
            Device::MAX_MAJOR,
            Device::MAX_MINOR
        )
    }
}

impl std::error::Error for InvalidDevice {}

#[cfg(test)]
mod tests {
    use super::Device;

    #[test]
    fn device_numbers_are_the_ones_that_the_kernel_can_hold() {
        for (major, minor, fits) in [
            (0, 0, true),
            (1, 3, true),
            (0xfff, 0xf_ffff, true),
            (0x1000, 0, false),
            (0x1001, 3, false),
            (0, 0x10_0000, false),
            (u32::MAX, u32::MAX, false),
        ] {
            let device = Device::new(major, minor);
            assert_eq!(device.is_ok(), fits, "{major}:{minor}");
            if let Ok(device) = device {
                assert_eq!((device.major(), device.minor()), (major, minor));
            }
        }
    }
}
