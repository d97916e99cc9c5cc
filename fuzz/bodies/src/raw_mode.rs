//! The raw `mode` and `dev` of guests written like C programs, up to the device number that the
//! host checks.

use wasi_mknod::{Mode, NodeType, major, makedev, minor};

/// Takes the first four bytes of `input` for a `mode` and the next eight for a `dev`.
///
/// # Panics
///
/// If a value that is out of range is taken for one that is in range, or anything is lost on the
/// way.
pub fn check(input: &[u8]) {
    let mut bytes = [0; 12];
    for (byte, from) in bytes.iter_mut().zip(input) {
        *byte = *from;
    }
    let [m0, m1, m2, m3, dev @ ..] = bytes;
    numbers(u64::from_le_bytes(dev));
    types(
        u32::from_le_bytes([m0, m1, m2, m3]),
        u64::from_le_bytes(dev),
    );
}

/// All 64 bits of a device number count.
fn numbers(dev: u64) {
    let (major, minor) = (major(dev), minor(dev));
    assert_eq!(makedev(major, minor), dev);
    #[cfg(target_os = "linux")]
    assert_eq!(
        (major, minor),
        (libc::major(dev), libc::minor(dev)),
        "{dev:#x}"
    );
    // The kernel looks at the low 32 bits. A number with others set must not pass for what is left
    // of it.
    let accepted = wasi_mknod_wasmtime::Device::new(major, minor);
    assert_eq!(accepted.is_ok(), u32::try_from(dev).is_ok(), "{dev:#x}");
    if let Ok(device) = accepted {
        assert_eq!(makedev(device.major(), device.minor()), dev);
    }
}

/// A mode is a type that `mknod` makes and twelve bits, or it is refused.
fn types(mode: u32, dev: u64) {
    let twelve = mode & 0o7777;
    let file_type = match mode - twelve {
        0 => 0o100_000,
        known @ (0o100_000 | 0o040_000 | 0o010_000 | 0o140_000 | 0o020_000 | 0o060_000) => known,
        _ => 0,
    };
    let read = NodeType::from_raw_mode(mode, dev);
    assert_eq!(
        read.map_or(0, NodeType::as_raw_mode),
        file_type,
        "{mode:#o}"
    );
    let device = read.and_then(NodeType::device).map(u64::from);
    let has_device = matches!(file_type, 0o020_000 | 0o060_000);
    assert_eq!(device, has_device.then_some(dev), "{mode:#o}, {dev:#x}");
    assert_eq!(Mode::from_raw_mode(mode).as_raw_mode(), twelve, "{mode:#o}");
}
