//! Rules that name a device by its path on the host.

use super::{Parsed, Reason};
use crate::Device;
use crate::policy::device_rule::{DeviceKind, DeviceRule, Numbers};
use std::io;

/// Parses `PATH [ACCESS]`, and takes the kind and the numbers from the node at `PATH`.
pub(super) fn parse(rule: &str, allow: bool) -> Result<Parsed, Reason> {
    let mut words = rule.split_whitespace();
    let path = words.next().unwrap_or_default();
    let access = words.next().map(str::to_owned);
    if let Some(word) = words.next() {
        return Err(format!(
            "`{word}` is one word too many; write a path and an access, such as `/dev/null m`"
        ));
    }
    let found = device_at(path).map_err(|error| match path.split_once(':') {
        Some((host, _)) => format!(
            "{error}; the form HOST:GUEST:ACCESS of containers is not known, write `{host}`"
        ),
        None => format!("{error}; write the number of the device, such as `c 1:3`"),
    })?;
    let (kind, device) =
        found.ok_or_else(|| format!("`{path}` is not a device; write the path of one"))?;
    if kind == DeviceKind::Character && (device.major(), device.minor()) == (0, 0) {
        return Err(format!(
            "`{path}` is a whiteout of an overlay file system; write `c 0:0` to grant these"
        ));
    }
    let exactly = |number| Numbers::Range(number..=number);
    Ok(Parsed {
        rule: DeviceRule::new(
            allow,
            Some(kind),
            exactly(device.major()),
            exactly(device.minor()),
        ),
        access,
    })
}

/// Returns the device at `path`; `None` if something else is there.
#[cfg(unix)]
fn device_at(path: &str) -> io::Result<Option<(DeviceKind, Device)>> {
    use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};

    let metadata = std::fs::metadata(path)?;
    let kind = metadata.file_type();
    let number = metadata.rdev() as _;
    let device = Device::new(rustix::fs::major(number), rustix::fs::minor(number));
    Ok(match device {
        Ok(device) if kind.is_char_device() => Some((DeviceKind::Character, device)),
        Ok(device) if kind.is_block_device() => Some((DeviceKind::Block, device)),
        _ => None,
    })
}

#[cfg(not(unix))]
fn device_at(_path: &str) -> io::Result<Option<(DeviceKind, Device)>> {
    Err(io::ErrorKind::Unsupported.into())
}
