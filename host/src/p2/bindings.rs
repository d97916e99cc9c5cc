//! What `wasmtime::component::bindgen!` makes of `wit/p2`, once with blocking and once with async
//! host functions.

/// Host functions that block.
pub mod sync {
    #[expect(
        missing_docs,
        reason = "the documentation of generated items is that of the WIT"
    )]
    mod generated {
        wasmtime::component::bindgen!({
            path: "wit/p2",
            world: "wasi-mknod:filesystem/imports",
            imports: { default: trappable },
            require_store_data_send: true,
            with: {
                "wasi": wasmtime_wasi::p2::bindings,
                "wasi-mknod:filesystem/types": crate::types,
            },
        });
    }

    pub use self::generated::wasi_mknod::filesystem;
}

#[expect(
    missing_docs,
    reason = "the documentation of generated items is that of the WIT"
)]
mod generated {
    wasmtime::component::bindgen!({
        path: "wit/p2",
        world: "wasi-mknod:filesystem/imports",
        imports: {
            "wasi-mknod:filesystem/mknod.mknod": async | trappable,
            "wasi-mknod:filesystem/mknod.mknod-many": async | trappable,
            "wasi-mknod:filesystem/metadata.stat-at": async | trappable,
            "wasi-mknod:filesystem/attributes.set-mode-at": async | trappable,
            "wasi-mknod:filesystem/attributes.set-owner-at": async | trappable,
            "wasi-mknod:filesystem/attributes.set-times-at": async | trappable,
            "wasi-mknod:filesystem/attributes.set-mode": async | trappable,
            "wasi-mknod:filesystem/attributes.set-owner": async | trappable,
            "wasi-mknod:filesystem/attributes.set-times": async | trappable,
            "wasi-mknod:filesystem/fifo.open-reader": async | trappable,
            "wasi-mknod:filesystem/fifo.open-writer": async | trappable,
            "wasi-mknod:filesystem/fifo.poll": async | trappable,
            "wasi-mknod:filesystem/fifo.try-write": async | trappable,
            default: trappable,
        },
        require_store_data_send: true,
        with: {
            "wasi": wasmtime_wasi::p2::bindings,
            "wasi-mknod:filesystem/types": crate::types,
        },
    });
}

pub use self::generated::wasi_mknod::filesystem;
