//! What `wasmtime::component::bindgen!` makes of `wit/p3`.

#[expect(
    missing_docs,
    reason = "the documentation of generated items is that of the WIT"
)]
mod generated {
    wasmtime::component::bindgen!({
        path: "wit/p3",
        world: "wasi-mknod:filesystem/imports",
        imports: {
            // They may have to open the FIFO.
            "wasi-mknod:filesystem/fifo.poll": async | trappable,
            "wasi-mknod:filesystem/fifo.try-write": async | trappable,
            default: trappable,
        },
        require_store_data_send: true,
        with: {
            "wasi": wasmtime_wasi::p3::bindings,
            "wasi-mknod:filesystem/types": crate::types,
        },
    });
}

pub use self::generated::wasi_mknod::filesystem;
