//! Links that lead out.

use crate::conformance::{Change, Conforming};
use crate::{Answer, Kind, guest};
use wasi_mknod::{Mode, Node};
use wasip2::filesystem::types::{
    DescriptorFlags, DescriptorType, NewTimestamp, OpenFlags, PathFlags,
};

const FOLLOW: PathFlags = PathFlags::SYMLINK_FOLLOW;
const NOTHING: PathFlags = PathFlags::empty();

/// Makes links to `/`, to `/proc/self/root`, and to the directories of the host that are arguments,
/// each of which has a directory `dir` and a file `file`. Then it tries to get through them in
/// every way.
pub async fn links<W: Conforming>() {
    let dir = W::preopen();
    for target in crate::arguments() {
        let target = target.as_str();
        let node = format!("{target}/file");
        for (target, path) in [(target, "out"), (&*node, "to-file")] {
            W::symlink_at(&dir, target, path).await.expect("a grant");
            let read = W::readlink_at(&dir, path.to_owned()).await;
            assert_eq!(read.as_deref(), Ok(target));
        }
        at_the_end::<W>(&dir, "to-file").await;
        at_the_end::<W>(&dir, "out").await;
        on_the_way::<W>(&dir).await;
        // A slash behind a link has it followed, also where it is to be read.
        for path in ["out/", "out/.", "out/..", "to-file/"] {
            refused(W::readlink_at(&dir, path.to_owned()).await, path);
        }
        relative::<W>(&dir).await;
        for path in ["out", "to-file"] {
            W::unlink_file_at(&dir, path).await.expect("it was made");
        }
    }
}

fn refused<T>(answer: Answer<T>, what: &str) {
    let answer = answer.map(drop);
    assert_eq!(answer, Err("not-permitted".to_owned()), "{what}");
}

/// Every call that follows a link at the end of its path, and that does not.
async fn at_the_end<W: Conforming>(dir: &W::Descriptor, link: &str) {
    for bits in 0..16 {
        for write in [DescriptorFlags::empty(), DescriptorFlags::WRITE] {
            let how = OpenFlags::from_bits_retain(bits);
            let flags = DescriptorFlags::READ | write;
            for follow in [NOTHING, FOLLOW] {
                let opened = W::open_at(dir, follow, link, how, flags).await.map(drop);
                opened.expect_err("nothing is opened through a link that leads out");
            }
        }
    }
    refused(W::open(dir, link).await, link);
    refused(W::type_at(dir, FOLLOW, link).await, link);
    refused(W::node_stat(dir, true, link).await, link);
    refused(W::metadata_hash_at(dir, FOLLOW, link).await, link);
    let now = NewTimestamp::Now;
    refused(W::set_times_at(dir, FOLLOW, link, now, now).await, link);
    let owner = Change::Owner(Some(0), None);
    for change in [Change::Mode(0o777), owner] {
        refused(W::change_at(dir, true, link, change).await, link);
    }
    refused(W::open_reader(dir, link).await, link);
    refused(W::open_writer(dir, link).await, link);

    let exist = Err("exist".to_owned());
    assert_eq!(W::make_fifo(dir, link).await, exist);
    assert_eq!(W::create_directory_at(dir, link).await, exist);
    assert_eq!(W::symlink_at(dir, "/", link).await, exist);
    let found = W::type_at(dir, NOTHING, link).await;
    assert_eq!(found, Ok(DescriptorType::SymbolicLink));

    // A hard link is one to the link.
    W::link_at(dir, link, dir, "hard").await.expect("a name");
    let found = W::type_at(dir, NOTHING, "hard").await;
    assert_eq!(found, Ok(DescriptorType::SymbolicLink));
    refused(W::open(dir, "hard").await, "hard");
    W::unlink_file_at(dir, "hard").await.expect("it was made");
}

/// Every call whose path goes through a link.
async fn on_the_way<W: Conforming>(dir: &W::Descriptor) {
    let new = "out/new";
    refused(W::make_fifo(dir, new).await, "mknod");
    let regular = W::make_node(dir, new, Kind::RegularFile, 0o600).await;
    refused(regular, "mknod of a file");
    let nodes = [new].map(|path| {
        let mode = Mode::from_raw_mode(0o600);
        Node::new(path, guest::node_type(Kind::Fifo), mode)
    });
    let made = W::make_nodes(dir, nodes.into()).await;
    assert_eq!(made, Err((0, "not-permitted".to_owned())));
    refused(W::create_directory_at(dir, new).await, "mkdir");
    refused(W::symlink_at(dir, "/", new).await, "symlink");
    refused(W::symlink_at(dir, "relative", new).await, "symlink");
    let (create, write) = (OpenFlags::CREATE, DescriptorFlags::WRITE);
    refused(W::open_at(dir, FOLLOW, new, create, write).await, "create");
    refused(W::link_at(dir, "mine", dir, new).await, "link");
    refused(W::rename_at(dir, "mine", dir, new).await, "rename");

    let file = "out/file";
    refused(W::open(dir, file).await, "open");
    refused(W::type_at(dir, NOTHING, file).await, "stat");
    refused(W::node_stat(dir, false, file).await, "stat");
    let changed = W::change_at(dir, false, file, Change::Mode(0o777)).await;
    refused(changed, "chmod");
    refused(W::link_at(dir, file, dir, "theirs").await, "link");
    refused(W::rename_at(dir, file, dir, "theirs").await, "rename");
    refused(W::unlink_file_at(dir, file).await, "unlink");
    refused(W::remove_directory_at(dir, "out/dir").await, "rmdir");
    refused(W::readlink_at(dir, "out/link".to_owned()).await, "readlink");
}

/// A relative link to one that leads out.
async fn relative<W: Conforming>(dir: &W::Descriptor) {
    W::symlink_at(dir, "out", "in-between").await.expect("free");
    for path in ["in-between", "in-between/file"] {
        refused(W::open(dir, path).await, path);
    }
    refused(W::make_fifo(dir, "in-between/new").await, "mknod");
    W::unlink_file_at(dir, "in-between").await.expect("made");
}
