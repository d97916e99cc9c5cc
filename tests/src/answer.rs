//! What a call answers, in the words of the WIT.

use rustix::io::Errno;
use std::io;

/// The answer to a call: the name of an error is that of WASI's `error-code`.
pub type Answer = Result<(), String>;

/// What the core makes of an error number: the tests' own copy of the table in the design.
const NAMES: [(Errno, &str); 23] = [
    (Errno::ACCESS, "access"),
    (Errno::BADF, "bad-descriptor"),
    (Errno::BUSY, "busy"),
    (Errno::DQUOT, "quota"),
    (Errno::EXIST, "exist"),
    (Errno::ILSEQ, "illegal-byte-sequence"),
    (Errno::INVAL, "invalid"),
    (Errno::IO, "io"),
    (Errno::LOOP, "loop"),
    (Errno::MFILE, "insufficient-memory"),
    (Errno::NAMETOOLONG, "name-too-long"),
    (Errno::NFILE, "insufficient-memory"),
    (Errno::NODEV, "no-device"),
    (Errno::NOENT, "no-entry"),
    (Errno::NOMEM, "insufficient-memory"),
    (Errno::NOSPC, "insufficient-space"),
    (Errno::NOTDIR, "not-directory"),
    (Errno::NXIO, "no-such-device"),
    (Errno::OPNOTSUPP, "unsupported"),
    (Errno::PERM, "not-permitted"),
    (Errno::PIPE, "pipe"),
    (Errno::ROFS, "read-only"),
    (Errno::TXTBSY, "text-file-busy"),
];

/// The name that a guest is to see for `errno`.
///
/// # Panics
///
/// If the design has none.
pub fn name_of(errno: Errno) -> &'static str {
    NAMES
        .iter()
        .find(|(number, _)| *number == errno)
        .unwrap_or_else(|| panic!("{errno} is not in the table of the design"))
        .1
}

/// The answer to a call from native code.
pub fn of_native(result: io::Result<()>) -> Answer {
    result.map_err(|error| {
        let errno = error
            .raw_os_error()
            .unwrap_or_else(|| panic!("an error without a number: {error}"));
        name_of(Errno::from_raw_os_error(errno)).to_owned()
    })
}
