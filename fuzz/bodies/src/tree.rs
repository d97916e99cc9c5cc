//! Two equal trees, and what is in them.

use rustix::fs::{AtFlags, CWD, FileType, Mode, lstat, mknodat, statat};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};

/// What an entry is: mode with type, device number, owner, group, and the target of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) mode: u32,
    pub(crate) device: u64,
    pub(crate) owner: (u32, u32),
    pub(crate) target: Option<PathBuf>,
}

/// All entries beneath a directory by their paths.
pub(crate) type Listing = BTreeMap<PathBuf, Entry>;

/// Lists what is beneath `root`.
pub(crate) fn list(root: &Path) -> Listing {
    let mut listing = Listing::new();
    walk(root, Path::new(""), &mut listing);
    listing
}

fn walk(root: &Path, beneath: &Path, listing: &mut Listing) {
    for entry in fs::read_dir(root.join(beneath)).expect("the tree can be read") {
        let path = beneath.join(entry.expect("the tree can be read").file_name());
        let stat = lstat(root.join(&path)).expect("nobody else changes the tree");
        let file_type = FileType::from_raw_mode(stat.st_mode);
        let target = (file_type == FileType::Symlink)
            .then(|| fs::read_link(root.join(&path)).expect("it is a link"));
        let entry = Entry {
            mode: stat.st_mode,
            device: stat.st_rdev,
            owner: (stat.st_uid, stat.st_gid),
            target,
        };
        listing.insert(path.clone(), entry);
        if file_type == FileType::Directory {
            walk(root, &path, listing);
        }
    }
}

/// Makes `inside`, with every kind of node and link in it, and an `outside` to which some links
/// lead.
pub(crate) fn make(root: &Path) {
    let inside = root.join("inside");
    for dir in ["outside/dir", "inside/dir/sub/deep", "inside/sgid"] {
        fs::create_dir_all(root.join(dir)).expect("a fresh folder");
    }
    let sgid = fs::Permissions::from_mode(0o2775);
    fs::set_permissions(inside.join("sgid"), sgid).expect("our own directory");
    fs::write(inside.join("file"), "file").expect("a fresh folder");
    for (name, file_type) in [("fifo", FileType::Fifo), ("socket", FileType::Socket)] {
        mknodat(CWD, inside.join(name), file_type, Mode::RUSR, 0).expect("a fresh folder");
    }
    let outside = root.join("outside");
    for (name, target) in [
        ("link", "dir"),
        ("dir/up", ".."),
        ("dir/sub/root", "../.."),
        ("slash", "dir/sub/"),
        ("dot", "dir/."),
        ("dotdot", "dir/sub/.."),
        ("tofile", "file"),
        ("tofifo", "fifo"),
        ("dangling", "missing"),
        ("self", "self"),
        ("loop", "pool"),
        ("pool", "loop"),
        ("out", "../outside"),
        ("dir/out", "../../outside/dir"),
        ("back", "../inside/dir"),
        (
            "abs",
            outside
                .to_str()
                .expect("a temporary folder has a plain name"),
        ),
    ] {
        symlink(target, inside.join(name)).expect("a fresh folder");
    }
    // 40 links in a row are what the kernel follows, one more is too many.
    symlink("dir", inside.join("link40")).expect("a fresh folder");
    for number in (0..40).rev() {
        let target = format!("link{}", number + 1);
        symlink(target, inside.join(format!("link{number}"))).expect("a fresh folder");
    }
}

/// Removes an entry that a call has made.
pub(crate) fn remove(path: &Path) {
    let stat = statat(CWD, path, AtFlags::SYMLINK_NOFOLLOW).expect("it was made");
    match FileType::from_raw_mode(stat.st_mode) {
        FileType::Directory => fs::remove_dir(path),
        _ => fs::remove_file(path),
    }
    .expect("it was made by us");
}
