//! The files of a layout, each checked against its digest.

use crate::progress::Progress;
use crate::source::Source;
use oci_spec::image::{Descriptor, Digest, DigestAlgorithm};
use sha2::{Sha256, Sha384, Sha512};
use std::fmt::Write as _;
use std::io::{self, BufRead as _, Read as _};
use std::path::Path;

/// The most bytes of a JSON file.
const LONGEST: u64 = 4 << 20;

/// Opens a blob whose bytes are those of its digest.
///
/// # Errors
///
/// Those of the system, and what the blob has in place of what the descriptor tells.
pub(super) fn open(layout: &Path, descriptor: &Descriptor) -> io::Result<Source> {
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

fn parse<T: serde::de::DeserializeOwned>(file: Source) -> io::Result<T> {
    let mut text = Vec::new();
    file.take(LONGEST + 1).read_to_end(&mut text)?;
    if text.len() as u64 > LONGEST {
        return Err(io::Error::other("it has more than 4 MiB"));
    }
    serde_json::from_slice(&text).map_err(|error| io::Error::other(error.to_string()))
}

/// Opens a regular file: nothing else is waited for.
fn open_file(path: &Path) -> io::Result<Source> {
    match path.metadata()?.is_file() {
        true => Source::open(path),
        false => Err(io::Error::other("it is not a regular file")),
    }
}

fn open_checked(layout: &Path, digest: &Digest, size: u64) -> io::Result<Source> {
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
    let path = path.join(digest.digest());
    let mut file = open_file(&path)?;
    let found = file.size()?;
    if found != size {
        return Err(io::Error::other(format!(
            "it has {found} bytes, and should have {size}"
        )));
    }
    if check(&mut file, size)? != digest.digest() {
        return Err(io::Error::other("its digest is another one"));
    }
    file.rewind();
    Ok(file)
}

fn hash<D: sha2::Digest>(file: &mut Source, size: u64) -> io::Result<String> {
    let mut input = Progress::new(file, Some(size));
    let mut hash = D::new();
    loop {
        let bytes = input.fill_buf()?;
        let count = bytes.len();
        if count == 0 {
            break;
        }
        hash.update(bytes);
        input.consume(count);
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
