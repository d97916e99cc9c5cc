//! What the kernel says of everything in a folder.

use rustix::fs::{FileType, major, minor};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::Metadata;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::{fmt, fs, io};
use wasi_mknod_test_programs::Kind;

/// The nodes in a folder by their paths beneath it, `.` included.
#[derive(Clone, PartialEq, Eq)]
pub struct Snapshot(BTreeMap<String, Node>);

/// All that a call could have changed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Node {
    file_type: FileType,
    mode: u16,
    owner: (u32, u32),
    device: (u32, u32),
    links: u64,
    inode: u64,
    target: String,
    /// Of regular files.
    size: u64,
    /// When it was modified, and when its inode was changed.
    times: [(i64, i64); 2],
}

/// A node that a test expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Created {
    /// The type and the device number.
    pub kind: Kind,
    /// The mode, twelve bits.
    pub mode: u16,
    /// The user.
    pub uid: u32,
    /// The group.
    pub gid: u32,
}

impl Created {
    /// A node that belongs to the user and the group of the calling thread.
    pub fn own(kind: Kind, mode: u16) -> Self {
        Self {
            kind,
            mode,
            uid: rustix::process::geteuid().as_raw(),
            gid: rustix::process::getegid().as_raw(),
        }
    }
}

impl Snapshot {
    /// Looks at everything in `folder`, except what is in directories that may not be read or
    /// searched.
    ///
    /// # Panics
    ///
    /// If it cannot be looked at.
    pub fn of(folder: &Path) -> Self {
        let mut nodes = BTreeMap::new();
        visit(folder, ".", &mut nodes)
            .unwrap_or_else(|error| panic!("in {}: {error}", folder.display()));
        Self(nodes)
    }

    /// What is in the directory `folder`.
    #[must_use]
    pub fn beneath(mut self, folder: &str) -> Self {
        let prefix = format!("{folder}/");
        self.0.retain(|path, _| path.starts_with(&prefix));
        self
    }

    /// The permission, set-ID and sticky bits of the node at `path`.
    ///
    /// # Panics
    ///
    /// If nothing is there.
    pub fn mode(&self, path: &str) -> u16 {
        self.node(path).mode
    }

    fn node(&self, path: &str) -> &Node {
        match self.0.get(path) {
            Some(node) => node,
            None => panic!("{path} is not there; {self:?}"),
        }
    }

    /// The type of the node at `path`, by the name that [`Kind::name`] gives it.
    ///
    /// # Panics
    ///
    /// If nothing is there, or a symbolic link.
    pub fn kind(&self, path: &str) -> &'static str {
        let node = self.node(path);
        let is = |kind: &Kind| file_type(*kind) == node.file_type;
        match Kind::EACH.iter().find(|kind| is(kind)) {
            Some(kind) => kind.name(),
            None => panic!("{path} is a {:?}", node.file_type),
        }
    }

    /// This with the time stamps that some directories had in `other`: for tests that do more in
    /// them than is compared.
    #[must_use]
    pub fn with_times_of<'a>(
        mut self,
        other: &Self,
        paths: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        for path in paths {
            if let Some(node) = self.0.get_mut(path) {
                node.times = other.node(path).times;
            }
        }
        self
    }

    /// Checks that `after` is the same as this, down to the time stamps.
    ///
    /// # Panics
    ///
    /// With the differences, if not.
    #[track_caller]
    pub fn assert_same(&self, after: &Self) {
        let differences = self.differences(after);
        assert!(differences.is_empty(), "the disk changed:\n{differences}");
    }

    /// Checks that `after` is the same as this with the nodes `created` in it.
    ///
    /// Of the directories that hold them, the time stamps may have changed, and the number of links
    /// if a new node is a directory, too.
    ///
    /// # Panics
    ///
    /// With the differences, if not.
    #[track_caller]
    pub fn assert_created<'a>(
        &self,
        after: &Self,
        created: impl IntoIterator<Item = (&'a str, Created)>,
    ) {
        let mut expected = self.clone();
        for (path, created) in created {
            let Some(found) = after.0.get(path) else {
                panic!("{path} is missing:\n{}", self.differences(after));
            };
            assert!(!self.0.contains_key(path), "{path} was there before");
            expected.0.insert(path.to_owned(), found.with(created));
            let parent = path.rsplit_once('/').map_or(".", |(parent, _)| parent);
            if let (Some(before), Some(now)) = (expected.0.get_mut(parent), after.0.get(parent)) {
                before.times = now.times;
                before.links += u64::from(created.kind == Kind::Directory);
            }
        }
        let differences = expected.differences(after);
        assert!(
            differences.is_empty(),
            "the disk is not as expected:\n{differences}"
        );
    }

    fn differences(&self, after: &Self) -> String {
        let mut lines = String::new();
        let paths: BTreeSet<_> = self.0.keys().chain(after.0.keys()).collect();
        for path in paths {
            let (old, new) = (self.0.get(path), after.0.get(path));
            if old == new {
                continue;
            }
            for (sign, node) in [('-', old), ('+', new)] {
                if let Some(node) = node {
                    lines.push_str(&format!("  {sign} {path}: {node}\n"));
                }
            }
        }
        lines
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.keys()).finish()
    }
}

impl Node {
    fn new(metadata: &Metadata, target: String) -> Self {
        let file_type = FileType::from_raw_mode(metadata.mode());
        Self {
            file_type,
            mode: (metadata.mode() & 0o7777) as u16,
            owner: (metadata.uid(), metadata.gid()),
            device: (major(metadata.rdev()), minor(metadata.rdev())),
            links: metadata.nlink(),
            inode: metadata.ino(),
            target,
            size: if metadata.is_file() {
                metadata.size()
            } else {
                0
            },
            times: [
                (metadata.mtime(), metadata.mtime_nsec()),
                (metadata.ctime(), metadata.ctime_nsec()),
            ],
        }
    }

    /// This node, fresh from `mknod`, with what the call decides about it.
    fn with(&self, created: Created) -> Self {
        let file_type = file_type(created.kind);
        Self {
            file_type,
            mode: created.mode,
            owner: (created.uid, created.gid),
            device: created.kind.device().unwrap_or_default(),
            links: if file_type == FileType::Directory {
                2
            } else {
                1
            },
            inode: self.inode,
            target: String::new(),
            size: 0,
            times: self.times,
        }
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file_type,
            mode,
            owner: (uid, gid),
            device: (major, minor),
            links,
            inode,
            target,
            size,
            times,
        } = self;
        write!(
            f,
            "{file_type:?} {mode:04o} {uid}:{gid} device {major}:{minor} links {links} inode {inode} size {size} \
             target {target:?} times {times:?}"
        )
    }
}

fn file_type(kind: Kind) -> FileType {
    match kind {
        Kind::RegularFile => FileType::RegularFile,
        Kind::Directory => FileType::Directory,
        Kind::Fifo => FileType::Fifo,
        Kind::Socket => FileType::Socket,
        Kind::CharacterDevice(..) => FileType::CharacterDevice,
        Kind::BlockDevice(..) => FileType::BlockDevice,
    }
}

fn visit(folder: &Path, path: &str, nodes: &mut BTreeMap<String, Node>) -> io::Result<()> {
    let full = folder.join(path);
    let metadata = match fs::symlink_metadata(&full) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => return Ok(()),
        metadata => metadata?,
    };
    let target = match metadata.is_symlink() {
        true => fs::read_link(&full)?.to_string_lossy().into_owned(),
        false => String::new(),
    };
    nodes.insert(path.to_owned(), Node::new(&metadata, target));
    if !metadata.is_dir() {
        return Ok(());
    }
    let entries = match fs::read_dir(&full) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let name = entry?.file_name();
        let name = name.to_string_lossy();
        match path {
            "." => visit(folder, &name, nodes)?,
            _ => visit(folder, &format!("{path}/{name}"), nodes)?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::Created;
    use crate::{Fixture, Kind, Snapshot, dir, file, link};
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;
    use std::panic::catch_unwind;
    use std::path::Path;

    #[test]
    fn nothing_is_overlooked() {
        let changes: &[fn(&Path)] = &[
            |root| fs::write(root.join("inside/new"), "").unwrap(),
            |root| fs::create_dir(root.join("outside/new")).unwrap(),
            |root| fs::write(root.join("inside/file"), "x").unwrap(),
            |root| fs::remove_file(root.join("inside/dir/link")).unwrap(),
            |root| fs::rename(root.join("outside/file"), root.join("inside/file")).unwrap(),
            |root| {
                let mode = fs::Permissions::from_mode(0o700);
                fs::set_permissions(root.join("inside/dir"), mode).unwrap();
            },
            |root| {
                let original = root.join("inside/file");
                fs::hard_link(original, root.join("inside/dir/file")).unwrap();
            },
        ];
        for change in changes {
            let fixture = fixture();
            let before = fixture.snapshot();
            before.assert_same(&fixture.snapshot());
            change(fixture.root());
            let after = fixture.snapshot();
            assert!(catch_unwind(|| before.assert_same(&after)).is_err());
        }
    }

    #[test]
    fn a_new_node_is_compared_with_what_it_should_be() {
        let fixture = fixture();
        let before = fixture.snapshot();
        let path = fixture.inside().join("dir/new");
        fs::write(&path, "").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o604)).unwrap();
        let after = fixture.snapshot();
        let expected = Created::own(Kind::RegularFile, 0o604);
        before.assert_created(&after, [("inside/dir/new", expected)]);

        let wrong = |path, created| expect_panic(&before, &after, &[(path, created)]);
        wrong("inside/new", expected);
        wrong("inside/dir", expected);
        wrong("inside/dir/new", Created::own(Kind::Fifo, 0o604));
        wrong("inside/dir/new", Created::own(Kind::RegularFile, 0o644));
        wrong("inside/dir/new", Created { uid: 1, ..expected });
        wrong("inside/dir/new", Created { gid: 1, ..expected });
        expect_panic(&before, &after, &[]);
        fs::write(fixture.outside().join("new"), "").unwrap();
        let after = fixture.snapshot();
        expect_panic(&before, &after, &[("inside/dir/new", expected)]);
    }

    fn expect_panic(before: &Snapshot, after: &Snapshot, created: &[(&str, Created)]) {
        let compared = catch_unwind(|| before.assert_created(after, created.iter().copied()));
        assert!(compared.is_err(), "{created:?}");
    }

    fn fixture() -> Fixture {
        Fixture::new(&[
            file("inside/file"),
            dir("inside/dir"),
            link("inside/dir/link", "../file"),
            file("outside/file"),
        ])
    }
}
