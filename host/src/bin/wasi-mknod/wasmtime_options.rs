//! The options that `wasmtime run` has as well, under `-O`, `-C`, `-S` and `-W`.
//!
//! An option that this runner cannot carry out is an error: whoever gives it relies on it.

use crate::args::Options;
use clap::Args;
use std::fmt;
use wasmtime::{Config, Result};
use wasmtime_cli_flags::{CommonOptions, DebugOptions, RecordOptions, WasiOptions, WasmOptions};

/// The options as the crate of wasmtime parses them.
#[derive(Args, Clone)]
pub(crate) struct WasmtimeOptions {
    #[command(flatten)]
    common: CommonOptions,
}

impl fmt::Debug for WasmtimeOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("WasmtimeOptions")
            .field(&self.common.to_string())
            .finish()
    }
}

impl WasmtimeOptions {
    /// Those of them that `--help` does not show.
    pub(crate) const HIDDEN: [&str; 4] = ["debug_raw", "record_raw", "target", "config"];

    pub(crate) fn wasm(&self) -> &WasmOptions {
        &self.common.wasm
    }

    pub(crate) fn wasi(&self) -> &WasiOptions {
        &self.common.wasi
    }

    /// The configuration of the engine, without a cache.
    pub(crate) fn config(&self) -> Result<Config> {
        self.common.clone().config(None)
    }

    /// Whether the guest may send HTTP requests.
    pub(crate) fn has_http(&self) -> bool {
        self.wasi().http == Some(true)
    }

    /// Whether the guest may use WASI 0.3.
    pub(crate) fn has_p3(&self) -> bool {
        self.wasi().p3 != Some(false)
    }
}

/// Puts what both runners have together: of two limits the lower one holds.
///
/// # Errors
///
/// If an option cannot be carried out. The error is a sentence.
pub(crate) fn settle(options: &mut Options) -> Result<(), String> {
    if options.wasmtime.common.config.is_some() {
        return Err("'--config' is not supported: give the options themselves".to_owned());
    }
    let common = &mut options.wasmtime.common;
    // It has no other effect: this crate does the logging.
    common
        .init_logging()
        .map_err(|_| "'-D logging' is not supported: use -v or RUST_LOG".to_owned())?;
    if let Some((option, reason)) = refused(common) {
        return Err(format!("'{option}' is not supported: {reason}"));
    }
    if common.codegen.cache.take() == Some(false) {
        if options.cache.is_some() {
            return Err("'--cache' cannot be used with '-C cache=n'".to_owned());
        }
        options.no_cache = true;
    }
    options.timeout = lower(options.timeout, common.wasm.timeout);
    options.fuel = lower(options.fuel, common.wasm.fuel);
    common.wasm.fuel = options.fuel;
    Ok(())
}

fn lower<T: Ord>(one: Option<T>, other: Option<T>) -> Option<T> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// Finds an option that cannot be carried out, and says why.
fn refused(common: &CommonOptions) -> Option<(&'static str, &'static str)> {
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
    use super::settle;
    use crate::args::{Args, Command, Options};
    use clap::Parser as _;
    use std::time::Duration;

    fn settled(words: &[&str]) -> Result<Options, String> {
        let words = ["wasi-mknod", "run"].iter().chain(words).chain(&["x.wasm"]);
        let Command::Run(mut options) = Args::parse_from(words).command;
        settle(&mut options).map(|()| *options)
    }

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

    #[test]
    fn of_two_limits_the_lower_one_holds() {
        for (words, timeout, fuel) in [
            (&["-W", "timeout=2s,fuel=7"][..], 2, 7),
            (
                &["-W", "timeout=2s,fuel=7", "--timeout", "3s", "--fuel", "9"],
                2,
                7,
            ),
            (
                &["-W", "timeout=5s,fuel=70", "--timeout", "3s", "--fuel", "9"],
                3,
                9,
            ),
            (&["--timeout", "3s", "--fuel", "9"], 3, 9),
        ] {
            let options = settled(words).unwrap();
            assert_eq!(options.timeout, Some(Duration::from_secs(timeout)));
            assert_eq!(options.fuel, Some(fuel));
            assert_eq!(options.wasmtime.wasm().fuel, Some(fuel));
        }
    }

    #[test]
    fn the_cache_is_that_of_this_runner() {
        assert!(settled(&["-C", "cache=n"]).unwrap().no_cache);
        assert!(!settled(&["-C", "cache=y"]).unwrap().no_cache);
        assert!(settled(&["-C", "cache=n", "--cache", "d"]).is_err());
    }
}
