//! Moves directories and nodes between two preopened directories, of which only the first lets devices be made, and
//! tries in which places a device can be made then.

use wasi_mknod::bindings::{mknod, types};
use wasi_mknod_test_programs::{Kind, guest};
use wasip2::filesystem::preopens::get_directories;
use wasip2::filesystem::types::{Descriptor, ErrorCode, PathFlags};

fn device(dir: &Descriptor, path: &str) -> Result<(), ErrorCode> {
    let kind: types::NodeType = guest::node_type(Kind::CharacterDevice(0, 0));
    mknod::mknod(dir, path, kind, guest::mode(0o600))
}

fn main() {
    let directories = get_directories();
    let (granted, denied) = (&directories[0].0, &directories[1].0);
    let no = Err(ErrorCode::NotPermitted);
    assert_eq!(device(granted, "here"), Ok(()));
    assert_eq!(device(denied, "there"), no);

    // A descriptor that was opened where devices are granted is worth nothing where they are not.
    granted.create_directory_at("moving").unwrap();
    let moving = guest::open(granted, "moving").unwrap();
    assert_eq!(device(&moving, "before"), Ok(()));
    granted.rename_at("moving", denied, "moved").unwrap();
    assert_eq!(device(&moving, "after"), no);
    assert_eq!(device(denied, "moved/after"), no);

    // Nor does a link from one to the other carry a grant.
    denied.symlink_at("moved", "link").unwrap();
    assert_eq!(device(denied, "link/after"), no);

    // Back again, the place counts again.
    denied.rename_at("moved", granted, "back").unwrap();
    assert_eq!(device(&moving, "again"), Ok(()));

    // Finished nodes can be moved and linked, which is documented: the policy is about making.
    granted
        .link_at(PathFlags::empty(), "here", denied, "linked")
        .unwrap();
    granted.rename_at("here", denied, "renamed").unwrap();
    assert_eq!(device(denied, "linked"), no);
}
