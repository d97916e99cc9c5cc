//! Which options of wasmtime this runner cannot carry out, and why.

use wasmtime_cli_flags::{CommonOptions, DebugOptions, RecordOptions, WasiOptions, WasmOptions};

/// Finds an option that cannot be carried out, and says why.
pub(super) fn refused(common: &CommonOptions) -> Option<(&'static str, &'static str)> {
    let all = wasi(&common.wasi)
        .into_iter()
        .chain(wasm(&common.wasm))
        .chain(others(common));
    all.into_iter()
        .find_map(|(is_given, option, reason)| is_given.then_some((option, reason)))
}

/// Whether an option is given, its name, and why it is refused.
type Row = (bool, &'static str, &'static str);

fn wasi(wasi: &WasiOptions) -> Vec<Row> {
    let on = |option: Option<bool>| option == Some(true);
    let off = |option: Option<bool>| option == Some(false);
    let http = wasi.http_outgoing_body_buffer_chunks.is_some()
        || wasi.http_outgoing_body_chunk_size.is_some()
        || wasi.max_http_fields_size.is_some();
    vec![
        (
            on(wasi.nn) || !wasi.nn_graph.is_empty(),
            "-S nn",
            "this runner has no wasi:nn",
        ),
        (
            on(wasi.threads),
            "-S threads",
            "wasmtime has no threads for WASI any more",
        ),
        (
            on(wasi.config) || !wasi.config_var.is_empty(),
            "-S config",
            "this runner has no wasi:config",
        ),
        (
            on(wasi.keyvalue) || !wasi.keyvalue_in_memory_data.is_empty(),
            "-S keyvalue",
            "this runner has no wasi:keyvalue",
        ),
        (on(wasi.tls), "-S tls", "this runner has no wasi:tls"),
        (
            on(wasi.listenfd),
            "-S listenfd",
            "components take no sockets from the host",
        ),
        (
            !wasi.tcplisten.is_empty(),
            "-S tcplisten",
            "components take no sockets from the host",
        ),
        (
            off(wasi.preview2),
            "-S preview2=n",
            "core modules run as components of WASI 0.2",
        ),
        (
            on(wasi.preview0),
            "-S preview0",
            "this runner has no `wasi_unstable`",
        ),
        (
            off(wasi.cli) || off(wasi.common),
            "-S cli=n",
            "a guest always has WASI",
        ),
        (
            off(wasi.cli_exit_with_code),
            "-S cli-exit-with-code=n",
            "the function is part of WASI 0.2.12",
        ),
        (
            http && !on(wasi.http),
            "-S http...",
            "it needs '-S http' beside it",
        ),
    ]
}

fn wasm(wasm: &WasmOptions) -> Vec<Row> {
    let on = |option: Option<bool>| option == Some(true);
    vec![
        (
            on(wasm.unknown_exports_allow),
            "-W unknown-exports-allow",
            "every guest runs as a component",
        ),
        (
            on(wasm.unknown_imports_default),
            "-W unknown-imports-default",
            "every guest runs as a component",
        ),
        (
            wasm.component_model == Some(false),
            "-W component-model=n",
            "every guest runs as a component",
        ),
        (
            on(wasm.epoch_interruption),
            "-W epoch-interruption",
            "use --timeout, which ends the process",
        ),
        (
            on(wasm.wmemcheck),
            "-W wmemcheck",
            "this runner is built without it",
        ),
    ]
}

fn others(common: &CommonOptions) -> Vec<Row> {
    let debug = DebugOptions {
        debug_info: common.debug.debug_info,
        address_map: common.debug.address_map,
        max_backtrace: common.debug.max_backtrace,
        symbols: common.debug.symbols,
        ..DebugOptions::default()
    };
    vec![
        (
            common.codegen.cache_config.is_some(),
            "-C cache-config",
            "use --cache DIR or --no-cache",
        ),
        (
            common.debug != debug,
            "-D",
            "of these options this runner has debug-info, address-map, max-backtrace and symbols",
        ),
        (
            common.record != RecordOptions::default(),
            "-R",
            "this runner records nothing",
        ),
        (
            common.target.is_some(),
            "--target",
            "the guest runs on this machine",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use crate::wasmtime_options::tests::settled;

    #[test]
    fn what_cannot_be_carried_out_is_refused_in_one_sentence() {
        for words in [
            &["-S", "nn"][..],
            &["-S", "nn-graph=openvino::dir"],
            &["-Sthreads"],
            &["-S", "config"],
            &["-S", "config-var=a=b"],
            &["-S", "keyvalue"],
            &["-S", "keyvalue-in-memory-data=a=b"],
            &["-S", "tls"],
            &["-S", "listenfd"],
            &["-S", "tcplisten=127.0.0.1:1"],
            &["-S", "preview2=n"],
            &["-S", "preview0"],
            &["-S", "cli=n"],
            &["-S", "common=n"],
            &["-S", "cli-exit-with-code=n"],
            &["-S", "max-http-fields-size=1"],
            &["-W", "unknown-exports-allow"],
            &["-W", "unknown-imports-default"],
            &["-W", "component-model=n"],
            &["-W", "epoch-interruption"],
            &["-W", "wmemcheck"],
            &["-C", "cache-config=f"],
            &["-D", "coredump=f"],
            &["-D", "logging"],
            &["-D", "guest-debug"],
            &["-R", "path=f"],
            &["--target", "x86_64-unknown-linux-gnu"],
            &["--config", "f"],
        ] {
            let error = settled(words).expect_err(words[0]);
            assert!(error.contains(" is not supported: "), "{words:?}: {error}");
            assert!(
                error.contains(&words[0][..2]) && !error.contains('\n'),
                "{error}"
            );
        }
    }

    #[test]
    fn what_is_so_anyway_is_taken() {
        for words in [
            &[
                "-S",
                "nn=n,threads=n,preview2,preview0=n,cli,cli-exit-with-code",
            ][..],
            &["-W", "component-model,epoch-interruption=n"],
            &["-C", "cache", "-D", "debug-info"],
        ] {
            settled(words).expect(words[1]);
        }
    }
}
