//! Pseudo-terminals.

use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
use std::ffi::CStr;
use std::fs::File;
use std::io::{Error, Result};
use std::os::fd::AsRawFd as _;

/// A pseudo-terminal: its controlling end, and the path of the terminal.
#[derive(Debug)]
pub struct Pty {
    /// The end that stands for the person at the terminal.
    pub master: File,
    /// The path of the terminal, in `/dev/pts`.
    pub path: String,
}

impl Pty {
    /// Makes one: a line discipline edits and echoes what is typed, unless it is `raw`.
    ///
    /// # Errors
    ///
    /// The machine has no pseudo-terminals.
    pub fn new(raw: bool) -> Result<Self> {
        let master = File::options().read(true).write(true).open("/dev/ptmx")?;
        let mut name = [0_u8; 64];
        // SAFETY: the descriptor is open.
        if unsafe { libc::unlockpt(master.as_raw_fd()) } != 0 {
            return Err(Error::last_os_error());
        }
        // SAFETY: the buffer has that length.
        let named =
            unsafe { libc::ptsname_r(master.as_raw_fd(), name.as_mut_ptr().cast(), name.len()) };
        if named != 0 {
            return Err(Error::from_raw_os_error(named));
        }
        if raw {
            let mut attributes = tcgetattr(&master)?;
            attributes.make_raw();
            tcsetattr(&master, OptionalActions::Now, &attributes)?;
        }
        let path = CStr::from_bytes_until_nul(&name).map_err(Error::other)?;
        let path = path.to_string_lossy().into_owned();
        // Terminals of another instance of devpts have no name here.
        std::fs::metadata(&path)?;
        Ok(Self { master, path })
    }
}
