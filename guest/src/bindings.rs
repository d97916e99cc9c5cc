//! The functions and types of the WIT package `wasi-mknod:filesystem@0.2.0` as they are generated
//! from it.
//!
//! The rest of the crate is made of these. They are here for programs that want the interface as it
//! stands: a borrowed [`Descriptor`](wasip2::filesystem::types::Descriptor), a `&str`, and WASI's
//! own [`ErrorCode`](wasip2::filesystem::types::ErrorCode) in return.
//!
//! The functions of this module panic on targets that are not WebAssembly. The others of this crate
//! do not.

pub use generated::wasi_mknod::filesystem::{attributes, fifo, metadata, mknod, types};

#[expect(
    missing_docs,
    reason = "the generator documents the items of the WIT, not the modules around them"
)]
mod generated {
    wit_bindgen::generate!({
        path: "wit/p2",
        world: "imports",
        with: {
            "wasi:clocks/wall-clock@0.2.12": wasip2::clocks::wall_clock,
            "wasi:filesystem/types@0.2.12": wasip2::filesystem::types,
            "wasi:io/error@0.2.12": wasip2::io::error,
            "wasi:io/poll@0.2.12": wasip2::io::poll,
            "wasi:io/streams@0.2.12": wasip2::io::streams,
        },
        additional_derives: [PartialEq, Eq, Hash],
        generate_unused_types: true,
        bitflags_path: "bitflags",
    });
}
