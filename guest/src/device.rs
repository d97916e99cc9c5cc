//! Device numbers, as two numbers and as the one number of the C interface.

use std::fmt;

use crate::bindings::types::Device;

/// Packs a device number into one integer, in the layout that glibc and musl use on Linux.
///
/// Every pair of 32-bit numbers fits, and [`major`] and [`minor`] get both back. What a kernel can
/// store is less: see [`Device`].
///
/// # References
///
/// - [Linux `makedev(3)`](https://man7.org/linux/man-pages/man3/makedev.3.html)
pub const fn makedev(major: u32, minor: u32) -> u64 {
    let (major, minor) = (major as u64, minor as u64);
    (major & 0xffff_f000) << 32
        | (major & 0xfff) << 8
        | (minor & 0xffff_ff00) << 12
        | (minor & 0xff)
}

/// Returns the major number in `dev`, the inverse of [`makedev`].
///
/// # References
///
/// - [Linux `makedev(3)`](https://man7.org/linux/man-pages/man3/makedev.3.html)
pub const fn major(dev: u64) -> u32 {
    (dev >> 32 & 0xffff_f000 | dev >> 8 & 0xfff) as u32
}

/// Returns the minor number in `dev`, the inverse of [`makedev`].
///
/// # References
///
/// - [Linux `makedev(3)`](https://man7.org/linux/man-pages/man3/makedev.3.html)
pub const fn minor(dev: u64) -> u32 {
    (dev >> 12 & 0xffff_ff00 | dev & 0xff) as u32
}

impl Device {
    /// Builds the device number `major:minor`, which is checked when a node is made with it.
    pub const fn new(major: u32, minor: u32) -> Self {
        Self { major, minor }
    }
}

/// Unpacks a number in the layout of [`makedev`].
impl From<u64> for Device {
    fn from(dev: u64) -> Self {
        Self::new(major(dev), minor(dev))
    }
}

/// Packs the number in the layout of [`makedev`].
impl From<Device> for u64 {
    fn from(device: Device) -> Self {
        makedev(device.major, device.minor)
    }
}

/// `MAJOR:MINOR`, in decimal.
impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.major, self.minor)
    }
}

#[cfg(test)]
mod tests {
    use super::{Device, major, makedev, minor};

    #[test]
    fn numbers_have_the_layout_of_linux() {
        for (parts, dev) in [
            ((0, 0), 0),
            ((1, 3), 0x103),
            ((8, 17), 0x811),
            ((0xfff, 0xf_ffff), 0xffff_ffff),
            ((0x1000, 0), 0x1000_0000_0000),
            ((0, 0x10_0000), 0x1_0000_0000),
            ((0x1234_5678, 0x9abc_def0), 0x1234_59ab_cde6_78f0),
            ((u32::MAX, u32::MAX), u64::MAX),
        ] {
            assert_eq!(makedev(parts.0, parts.1), dev, "{parts:?}");
            assert_eq!((major(dev), minor(dev)), parts, "{dev:#x}");
            assert_eq!(u64::from(Device::from(dev)), dev);
        }
    }

    #[test]
    #[cfg(all(target_os = "linux", target_pointer_width = "64"))]
    fn numbers_agree_with_the_c_library() {
        for major in [0, 1, 0xfff, 0x1000, u32::MAX] {
            for minor in [0, 3, 0xff, 0x100, 0xf_ffff, u32::MAX] {
                assert_eq!(
                    makedev(major, minor),
                    libc::makedev(major, minor),
                    "{major}:{minor}"
                );
            }
        }
    }
}
