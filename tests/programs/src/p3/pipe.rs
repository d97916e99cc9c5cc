//! A stream of the host that goes back to the host.

use crate::{P3, Wasi, arguments};
use wasip2::filesystem::types::{DescriptorFlags, OpenFlags, PathFlags};

/// Has the host move what is in one file into another. The arguments are the index of the preopened
/// directory and the path in it, of each.
pub async fn pipe() {
    let arguments: Vec<String> = arguments().collect();
    let [from_dir, from, to_dir, to] = &arguments[..] else {
        panic!("{arguments:?}");
    };
    let directories = P3::preopens();
    let open = async |dir: &str, path: &str, flags| {
        let dir = &directories[dir.parse::<usize>().unwrap()];
        let (follow, nothing) = (PathFlags::SYMLINK_FOLLOW, OpenFlags::empty());
        P3::open_at(dir, follow, path, nothing, flags).await
    };
    let from = open(from_dir, from, DescriptorFlags::READ).await.unwrap();
    let to = open(to_dir, to, DescriptorFlags::WRITE).await.unwrap();
    let (stream, _ending) = from.read_via_stream(0);
    to.write_via_stream(stream, 0).await.unwrap();
}
