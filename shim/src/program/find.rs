//! Which file the program of a container is, or which layer of its image.
//!
//! Files come first, so containerd is asked about the image only where there is no file.
//!
//! The content of the root file system is not to be trusted: a link in it may name a file of the
//! node. So paths are resolved by the kernel with that root as `/`.

use super::LARGEST;
use super::image::Containerd;
use super::source::Source;
use crate::spec;
use crate::zygote::Place;
use oci_spec::runtime::{Mount, Spec};
use rustix::fs::{Mode, OFlags, ResolveFlags, open, openat2};
use rustix::io::Errno;
use std::fs::File;
use std::io::Read as _;
use std::os::fd::OwnedFd;
use std::path::{Component, Path, PathBuf};
use wasmtime::error::Context as _;
use wasmtime::{Result, bail};

/// What the first argument of a container names.
#[derive(Debug)]
pub(crate) enum Program {
    Wasm(Source),
    /// Something else: an ELF file or a script.
    Native,
}

/// Finds the program of a container.
///
/// # Errors
///
/// If there is no such file, and the image does not say which of its layers it is.
pub(crate) fn find(spec: &Spec, place: &Place, containerd: &Containerd) -> Result<Program> {
    let Some(root) = spec.root() else {
        bail!("the specification has no `root`");
    };
    let root = place.bundle.join(root.path());
    let name = spec::program(spec::process(spec)?)?;
    for path in candidates(spec, name)? {
        let opened = open_in_container(spec, &root, &path);
        match opened {
            Ok(file) => {
                return read(File::from(file), name)
                    .with_context(|| format!("cannot read the program `{}`", path.display()));
            }
            Err(Errno::NOENT | Errno::NOTDIR) => {}
            Err(errno) => {
                return Err(errno)
                    .with_context(|| format!("cannot open the program `{}`", path.display()));
            }
        }
    }
    let layer = containerd
        .layer(&place.id, name)
        .with_context(|| format!("the container has no program `{name}`, its `process.args[0]`"))?;
    Ok(Program::Wasm(Source::Layer(layer)))
}

/// Lists the absolute paths that `name` may stand for.
fn candidates(spec: &Spec, name: &str) -> Result<Vec<PathBuf>> {
    let process = spec::process(spec)?;
    let here = Path::new("/").join(process.cwd()).join(name);
    if name.contains('/') {
        return Ok(vec![here]);
    }
    let variables = process.env().iter().flatten();
    let path = variables
        .filter_map(|variable| variable.strip_prefix("PATH="))
        .next();
    let folders = path.unwrap_or("/usr/bin:/bin").split(':');
    let mut found: Vec<_> = folders
        .filter(|folder| folder.starts_with('/'))
        .map(|folder| Path::new(folder).join(name))
        .collect();
    found.push(here);
    Ok(found)
}

/// Opens a file as the container will see it: in the root file system or in a volume.
fn open_in_container(spec: &Spec, root: &Path, path: &Path) -> Result<OwnedFd, Errno> {
    let path = normalized(path);
    let mounts = spec.mounts().as_deref().unwrap_or_default().iter();
    let (base, rest) = mounts
        .rev()
        .find_map(|mount| volume(mount, &path))
        .unwrap_or((root, path.strip_prefix("/").unwrap_or(&path)));
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOCTTY | OFlags::NONBLOCK;
    if rest.as_os_str().is_empty() {
        return open(base, flags, Mode::empty());
    }
    let base = open(base, OFlags::PATH | OFlags::CLOEXEC, Mode::empty())?;
    let how = ResolveFlags::IN_ROOT | ResolveFlags::NO_MAGICLINKS;
    openat2(base, rest, flags, Mode::empty(), how)
}

/// Returns the source of a volume that `path` leads into, and the rest of the path.
fn volume<'a>(mount: &'a Mount, path: &'a Path) -> Option<(&'a Path, &'a Path)> {
    let options = mount.options().iter().flatten();
    let is_bind = options
        .into_iter()
        .any(|option| option == "bind" || option == "rbind")
        || mount.typ().as_deref() == Some("bind");
    let source = mount.source().as_deref().filter(|_| is_bind)?;
    Some((source, path.strip_prefix(mount.destination()).ok()?))
}

/// Takes `.` and `..` out of an absolute path.
fn normalized(path: &Path) -> PathBuf {
    let mut normal = PathBuf::from("/");
    for component in path.components() {
        match component {
            Component::Normal(name) => normal.push(name),
            Component::ParentDir => {
                normal.pop();
            }
            Component::RootDir | Component::CurDir | Component::Prefix(_) => {}
        }
    }
    normal
}

/// Reads WebAssembly, and of anything else only the first bytes.
fn read(mut file: File, name: &str) -> Result<Program> {
    let status = file.metadata()?;
    if !status.is_file() {
        bail!("it is not a regular file");
    }
    if status.len() > LARGEST {
        bail!(
            "it has {} bytes, and at most {LARGEST} are taken",
            status.len()
        );
    }
    let mut bytes = Vec::with_capacity(usize::try_from(status.len())?);
    file.by_ref().take(4).read_to_end(&mut bytes)?;
    if bytes != b"\0asm" {
        return Ok(Program::Native);
    }
    file.take(LARGEST).read_to_end(&mut bytes)?;
    Ok(Program::Wasm(Source::File {
        name: name.to_owned(),
        bytes,
    }))
}
