//! The options that `wasmtime run` has as well, under `-O`, `-C`, `-S` and `-W`.
//!
//! An option that this runner cannot carry out is an error: whoever gives it relies on it.

mod refused;

use self::refused::refused;
use crate::args::Options;
use clap::Args;
use std::fmt;
use wasmtime::{Config, Result};
use wasmtime_cli_flags::{CommonOptions, WasiOptions, WasmOptions};

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

#[cfg(test)]
mod tests {
    use super::settle;
    use crate::args::{Args, Command, Options};
    use clap::Parser as _;
    use std::time::Duration;

    pub(super) fn settled(words: &[&str]) -> Result<Options, String> {
        let words = ["wasi-mknod", "run"].iter().chain(words).chain(&["x.wasm"]);
        let Command::Run(mut options) = Args::parse_from(words).command;
        settle(&mut options).map(|()| *options)
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
