//! The functions and types of the WIT package `wasi-mknod:filesystem@0.3.0` as they are generated
//! from it.
//!
//! The functions of this module panic on targets that are not WebAssembly.

pub use generated::wasi_mknod::filesystem::{attributes, fifo, metadata, mknod};

pub use crate::bindings::types;

#[expect(
    missing_docs,
    reason = "the generator documents the items of the WIT, not the modules around them"
)]
mod generated {
    wit_bindgen::generate!({
        path: "wit/p3",
        world: "imports",
        with: {
            "wasi:clocks/types@0.3.0": wasip3::clocks::types,
            "wasi:clocks/system-clock@0.3.0": wasip3::clocks::system_clock,
            "wasi:filesystem/types@0.3.0": wasip3::filesystem::types,
            // The text of this interface is the same in both packages.
            "wasi-mknod:filesystem/types@0.3.0": crate::bindings::types,
        },
        generate_unused_types: true,
        bitflags_path: "bitflags",
    });
}
