//! What the fuzz targets check, and a short pass of it without a fuzzer.
//!
//! Each body takes the bytes of one input and panics if the code under test is wrong about it.
//! Inputs are mostly text, so that the seeds can be read and written by hand.

pub mod command_line;
pub mod device_rule;
pub mod device_table;
#[cfg(all(target_os = "linux", fuzzing))]
pub mod fifo_order;
pub mod mode_string;
pub mod module;
#[cfg(target_os = "linux")]
pub mod path_front;
pub mod raw_mode;
pub mod tar_archive;
#[cfg(target_os = "linux")]
mod tree;

// Parts of programs, which no library has.
#[path = "../../../guest/unpack/src/archive/mod.rs"]
mod archive;
#[path = "../../../guest/examples/makedevs/fields.rs"]
mod fields;
#[path = "../../../host/src/bin/wasi-mknod/grants.rs"]
mod grants;
#[path = "../../../guest/examples/common/mode.rs"]
mod mode;
#[path = "../../../guest/examples/common/quoting.rs"]
mod quoting;
#[path = "../../../guest/examples/makedevs/table.rs"]
mod table;
#[path = "../../../host/src/bin/wasi-mknod/values.rs"]
mod values;
