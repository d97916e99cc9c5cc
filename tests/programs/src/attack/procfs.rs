//! What a guest finds where `/proc` is not what the host takes it for.

use crate::{Answer, Kind, Wasi};
use wasip2::clocks::wall_clock::Datetime;
use wasip2::filesystem::types::{
    DescriptorFlags, DescriptorType, NewTimestamp, OpenFlags, PathFlags,
};

const FOLLOW: PathFlags = PathFlags::SYMLINK_FOLLOW;

/// Uses one node of each type. The argument says what opening a FIFO answers.
pub async fn procfs<W: Wasi>() {
    let dir = W::preopen();
    let refused: Answer = match crate::arguments().next().as_deref() {
        Some("ok") => Ok(()),
        Some(name) => Err(name.to_owned()),
        None => panic!("no argument"),
    };

    // Regular files and directories are opened without `/proc`, too.
    let file = W::open(&dir, "file").await.unwrap();
    assert_eq!(W::read(&file, 100, 0).await.unwrap(), b"inside/file");
    let (truncate, write) = (OpenFlags::TRUNCATE, DescriptorFlags::WRITE);
    let file = W::open_at(&dir, FOLLOW, "file", truncate, write).await;
    W::write(&file.unwrap(), b"new", 0).await.unwrap();
    let create = OpenFlags::CREATE;
    let created = W::open_at(&dir, FOLLOW, "created", create, write).await;
    W::write(&created.unwrap(), b"new", 0).await.unwrap();
    let opened = W::open(&dir, "dir").await.unwrap();
    assert_eq!(W::read_directory(&opened).await.unwrap(), []);

    // Nor do times, nodes and types need it.
    for path in ["file", "dir", "fifo", "zero"] {
        let time = NewTimestamp::Timestamp(Datetime {
            seconds: 1_000_000_000,
            nanoseconds: 5,
        });
        let set = W::set_times_at(&dir, FOLLOW, path, time, time).await;
        assert_eq!(set, Ok(()), "{path}");
    }
    let made = W::make_node(&dir, "made", Kind::Fifo, 0o664).await;
    assert_eq!(made, Ok(()));
    let node_type = W::type_at(&dir, FOLLOW, "zero").await;
    assert_eq!(node_type, Ok(DescriptorType::CharacterDevice));

    let fifo = DescriptorFlags::READ;
    let fifo = W::open_at(&dir, FOLLOW, "fifo", OpenFlags::empty(), fifo).await;
    assert_eq!(fifo.map(drop), refused);
    let fifo = W::open_at(&dir, FOLLOW, "fifo", OpenFlags::empty(), write).await;
    assert_eq!(fifo.map(drop), refused);
    let zero = W::open(&dir, "zero").await;
    let bytes = match zero {
        Ok(zero) => W::read(&zero, 3, 0)
            .await
            .map(|bytes| assert_eq!(bytes, [0; 3])),
        Err(error) => Err(error),
    };
    assert_eq!(bytes, refused);
}
