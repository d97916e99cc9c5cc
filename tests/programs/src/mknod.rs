//! Programs that make nodes.

mod bad_handle;
mod dev;
mod handles;
mod many;
mod of_std;
mod preopens;
mod quota;
mod raw;
mod readonly;
mod typed;
mod umask;
mod without_root;

pub use bad_handle::bad_handle;
pub use dev::dev;
pub use handles::handles;
pub use many::many;
pub use of_std::of_std;
pub use preopens::preopens;
pub use quota::quota;
pub use raw::raw;
pub use readonly::readonly;
pub use typed::typed;
pub use umask::umask;
pub use without_root::without_root;
