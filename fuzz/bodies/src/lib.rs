//! What the fuzz targets check, and a short pass of it without a fuzzer.
//!
//! Each body takes the bytes of one input and panics if the code under test is wrong about it.
//! Inputs are mostly text, so that the seeds can be read and written by hand.

pub mod device_rule;
#[cfg(target_os = "linux")]
pub mod path_front;
pub mod raw_mode;
#[cfg(target_os = "linux")]
mod tree;
