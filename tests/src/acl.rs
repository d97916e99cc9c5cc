//! Access control lists, as the kernel takes them.

use rustix::fs::{XattrFlags, setxattr};
use std::io;
use std::path::Path;

/// `ACL_USER_OBJ`, `ACL_GROUP_OBJ` and `ACL_OTHER` of Linux.
const TAGS: [u16; 3] = [0x01, 0x04, 0x20];

/// Gives the directory `dir` a default ACL: what is made in it has at most the permissions `mode`,
/// nine bits, and the umask does not count.
///
/// # Errors
///
/// What the kernel says; some file systems have no ACLs.
pub fn set_default_acl(dir: &Path, mode: u16) -> io::Result<()> {
    // The version, and for each entry its tag, its permissions and an id that these entries do not
    // have.
    let mut list = 2u32.to_le_bytes().to_vec();
    for (tag, shift) in TAGS.into_iter().zip([6, 3, 0]) {
        list.extend(tag.to_le_bytes());
        list.extend((mode >> shift & 0o7).to_le_bytes());
        list.extend(u32::MAX.to_le_bytes());
    }
    setxattr(dir, "system.posix_acl_default", &list, XattrFlags::empty())?;
    Ok(())
}
