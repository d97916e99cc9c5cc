//! What the server asks of the zygote.

use crate::container;
use crate::program::Containerd;
use serde::{Deserialize, Serialize};
use std::fmt::{self, Display};
use std::os::fd::{BorrowedFd, OwnedFd};
use std::path::PathBuf;
use wasmtime::Result;

/// One change of a container.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Request {
    /// Its descriptors are those of standard input, output and error that are not null.
    Create(Create),
    Start(Place),
    Pause(Place),
    Resume(Place),
    Delete(Place),
}

/// Where a container is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Place {
    pub(crate) id: String,
    pub(crate) bundle: PathBuf,
}

/// What it takes to create a container.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Create {
    pub(crate) place: Place,
    /// Who knows the image.
    pub(crate) containerd: Containerd,
    pub(crate) mounts: Vec<Mount>,
    /// Which of the standard streams there are.
    pub(crate) streams: [bool; 3],
    /// Where to send the terminal to.
    pub(crate) console: Option<PathBuf>,
}

/// A mount of the root file system.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Mount {
    pub(crate) kind: String,
    pub(crate) source: String,
    pub(crate) options: Vec<String>,
}

/// The answer: the process of a new container, and zero for other requests.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Created {
    pub(crate) pid: i32,
}

impl Request {
    /// Returns where the container is that this request changes.
    fn place(&self) -> &Place {
        match self {
            Self::Create(create) => &create.place,
            Self::Start(place) | Self::Pause(place) | Self::Resume(place) | Self::Delete(place) => {
                place
            }
        }
    }

    /// Returns the place of the container that this request creates.
    pub(super) fn creates(&self) -> Option<&Place> {
        match self {
            Self::Create(create) => Some(&create.place),
            _ => None,
        }
    }

    /// Carries the request out in a process of its own. `answer` is where the server waits.
    pub(super) fn carry_out(self, fds: Vec<OwnedFd>, answer: BorrowedFd<'_>) -> Result<Created> {
        let _lock = container::Lock::of(self.place())?;
        match self {
            Self::Create(create) => {
                let pid = container::create(create, fds, answer)?;
                return Ok(Created { pid });
            }
            Self::Start(place) => container::start(&place)?,
            Self::Pause(place) => container::pause(&place)?,
            Self::Resume(place) => container::resume(&place)?,
            Self::Delete(place) => container::delete(&place)?,
        }
        Ok(Created { pid: 0 })
    }
}

impl Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self {
            Self::Create(_) => "create",
            Self::Start(_) => "start",
            Self::Pause(_) => "pause",
            Self::Resume(_) => "resume",
            Self::Delete(_) => "delete",
        };
        write!(f, "{word} {}", self.place().id)
    }
}
