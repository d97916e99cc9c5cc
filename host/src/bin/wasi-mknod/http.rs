//! What a guest may send by HTTP.

use crate::wasmtime_options::WasmtimeOptions;
use wasmtime_wasi_http::p2::{
    DEFAULT_OUTGOING_BODY_BUFFER_CHUNKS, DEFAULT_OUTGOING_BODY_CHUNK_SIZE,
};
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpHooks};

/// The limits of requests. Only `-S http` links the functions that send them.
pub(crate) struct Http {
    pub(crate) ctx: WasiHttpCtx,
    pub(crate) hooks: Hooks,
}

pub(crate) struct Hooks {
    chunks: usize,
    chunk_size: usize,
}

impl Http {
    pub(crate) fn new(options: &WasmtimeOptions) -> Self {
        let options = options.wasi();
        let mut ctx = WasiHttpCtx::new();
        if let Some(limit) = options.max_http_fields_size {
            ctx.set_field_size_limit(limit);
        }
        let chunks = options.http_outgoing_body_buffer_chunks;
        let chunk_size = options.http_outgoing_body_chunk_size;
        Self {
            ctx,
            hooks: Hooks {
                chunks: chunks.unwrap_or(DEFAULT_OUTGOING_BODY_BUFFER_CHUNKS),
                chunk_size: chunk_size.unwrap_or(DEFAULT_OUTGOING_BODY_CHUNK_SIZE),
            },
        }
    }
}

impl WasiHttpHooks for Hooks {
    fn p2_outgoing_body_buffer_chunks(&mut self) -> usize {
        self.chunks
    }

    fn p2_outgoing_body_chunk_size(&mut self) -> usize {
        self.chunk_size
    }
}
