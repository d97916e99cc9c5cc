//! Directories and nodes that change places.

use crate::{Answer, Kind, Wasi};

/// Moves directories and nodes between two preopened directories, of which only the first lets
/// devices be made, and tries in which places a device can be made then.
pub async fn moves<W: Wasi>() {
    let directories = W::preopens();
    let (granted, denied) = (&directories[0], &directories[1]);
    let no = Err("not-permitted".to_owned());
    assert_eq!(device::<W>(granted, "here").await, Ok(()));
    assert_eq!(device::<W>(denied, "there").await, no);

    // A descriptor that was opened where devices are granted is worth nothing where they are not.
    W::create_directory_at(granted, "moving").await.unwrap();
    let moving = W::open(granted, "moving").await.unwrap();
    assert_eq!(device::<W>(&moving, "before").await, Ok(()));
    let moved = W::rename_at(granted, "moving", denied, "moved").await;
    moved.unwrap();
    assert_eq!(device::<W>(&moving, "after").await, no);
    assert_eq!(device::<W>(denied, "moved/after").await, no);

    // Nor does a link from one to the other carry a grant.
    W::symlink_at(denied, "moved", "link").await.unwrap();
    assert_eq!(device::<W>(denied, "link/after").await, no);

    // Back again, the place counts again.
    let moved = W::rename_at(denied, "moved", granted, "back").await;
    moved.unwrap();
    assert_eq!(device::<W>(&moving, "again").await, Ok(()));

    // Finished nodes can be moved and linked, which is documented: the policy is about making.
    let linked = W::link_at(granted, "here", denied, "linked").await;
    linked.unwrap();
    let moved = W::rename_at(granted, "here", denied, "renamed").await;
    moved.unwrap();
    assert_eq!(device::<W>(denied, "linked").await, no);
}

async fn device<W: Wasi>(dir: &W::Descriptor, path: &str) -> Answer {
    W::make_node(dir, path, Kind::CharacterDevice(0, 0), 0o600).await
}
