//! The files of a layout, each checked against its digest.

use crate::progress::Progress;
use oci_spec::image::{Descriptor, Digest, DigestAlgorithm};
use sha2::{Sha256, Sha384, Sha512};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read, Seek as _};
use std::path::Path;

/// The most bytes of a JSON file.
const LONGEST: u64 = 4 << 20;
/// How many bytes are read at once.
const CHUNK: usize = 256 << 10;

/// Opens a blob whose bytes are those of its digest.
///
/// # Errors
///
/// Those of the system, and what the blob has in place of what the descriptor tells.
pub(super) fn open(layout: &Path, descriptor: &Descriptor) -> io::Result<File> {
    let digest = descriptor.digest();
    let named = |error: io::Error| named(&format!("the blob {digest}"), &error);
    let file = open_checked(layout, digest, descriptor.size());
    file.map_err(named)
}

/// Reads a blob of JSON.
///
/// # Errors
///
/// As [`open`], and JSON that is not of this type.
pub(super) fn read<T: serde::de::DeserializeOwned>(
    layout: &Path,
    descriptor: &Descriptor,
) -> io::Result<T> {
    let digest = descriptor.digest();
    parse(open(layout, descriptor)?).map_err(|error| named(&format!("the blob {digest}"), &error))
}

/// Reads a file of JSON that has no digest.
///
/// # Errors
///
/// Those of the system, and JSON that is not of this type.
pub(super) fn read_file<T: serde::de::DeserializeOwned>(
    layout: &Path,
    name: &str,
) -> io::Result<T> {
    let read = open_file(&layout.join(name)).and_then(parse);
    read.map_err(|error| named(name, &error))
}

fn parse<T: serde::de::DeserializeOwned>(file: File) -> io::Result<T> {
    let mut text = Vec::new();
    file.take(LONGEST + 1).read_to_end(&mut text)?;
    if text.len() as u64 > LONGEST {
        return Err(io::Error::other("it has more than 4 MiB"));
    }
    serde_json::from_slice(&text).map_err(|error| io::Error::other(error.to_string()))
}

/// Opens a regular file: nothing else is waited for.
fn open_file(path: &Path) -> io::Result<File> {
    match path.metadata()?.is_file() {
        true => File::open(path),
        false => Err(io::Error::other("it is not a regular file")),
    }
}

fn open_checked(layout: &Path, digest: &Digest, size: u64) -> io::Result<File> {
    let check = match digest.algorithm() {
        DigestAlgorithm::Sha256 => hash::<Sha256>,
        DigestAlgorithm::Sha384 => hash::<Sha384>,
        DigestAlgorithm::Sha512 => hash::<Sha512>,
        other => {
            let other = other.as_ref().escape_debug();
            return Err(io::Error::other(format!(
                "the digest '{other}' is not supported"
            )));
        }
    };
    let path = layout.join("blobs").join(digest.algorithm().as_ref());
    let mut file = open_file(&path.join(digest.digest()))?;
    let found = file.metadata()?.len();
    if found != size {
        return Err(io::Error::other(format!(
            "it has {found} bytes, and should have {size}"
        )));
    }
    if check(&mut file)? != digest.digest() {
        return Err(io::Error::other("its digest is another one"));
    }
    file.rewind()?;
    Ok(file)
}

fn hash<D: sha2::Digest>(file: &mut File) -> io::Result<String> {
    let size = file.metadata()?.len();
    let mut input = Progress::new(file, Some(size));
    let mut hash = D::new();
    let mut buffer = vec![0; CHUNK];
    loop {
        match input.read(&mut buffer)? {
            0 => break,
            count => hash.update(&buffer[..count]),
        }
    }
    let mut text = String::new();
    for byte in hash.finalize() {
        write!(text, "{byte:02x}").map_err(io::Error::other)?;
    }
    Ok(text)
}

/// Says in an error which file it is about.
fn named(name: &str, error: &io::Error) -> io::Error {
    io::Error::other(format!("{name}: {}", crate::diagnostics::describe(error)))
}
