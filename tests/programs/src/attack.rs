//! Programs that attack.

mod links;
mod moves;
mod procfs;
mod sizes;
mod storm;
mod umask;

pub use links::links;
pub use moves::moves;
pub use procfs::procfs;
pub use sizes::sizes;
pub use storm::storm;
pub use umask::umask;
