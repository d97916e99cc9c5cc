//! What a guest gets of the environment of this process: variables, standard streams, the network.

use crate::args::Options;
use wasmtime::{Result, bail};
use wasmtime_wasi::WasiCtxBuilder;

/// Gives the guest what the options say. There is no network, and there are no variables, if they
/// say nothing.
///
/// # Errors
///
/// If a variable that the guest inherits is not UTF-8.
pub(crate) fn configure(wasi: &mut WasiCtxBuilder, options: &Options) -> Result<()> {
    variables(wasi, options)?;
    let has = |option: Option<bool>| option != Some(false);
    let own = options.wasmtime.wasi();
    if has(own.inherit_stdin) {
        wasi.inherit_stdin();
    }
    if has(own.inherit_stdout) {
        wasi.inherit_stdout();
    }
    if has(own.inherit_stderr) {
        wasi.inherit_stderr();
    }
    if let Some(cwd) = &own.cwd {
        wasi.initial_cwd(cwd);
    }
    if let Some(size) = own.max_random_size {
        wasi.max_random_size(size);
    }
    network(wasi, options);
    Ok(())
}

fn network(wasi: &mut WasiCtxBuilder, options: &Options) {
    let own = options.wasmtime.wasi();
    if own.inherit_network == Some(true) {
        wasi.inherit_network().allow_tcp(true).allow_udp(true);
    }
    if let Some(enable) = own.allow_ip_name_lookup {
        wasi.allow_ip_name_lookup(enable);
    }
    if let Some(enable) = own.tcp {
        wasi.allow_tcp(enable);
    }
    if let Some(enable) = own.udp {
        wasi.allow_udp(enable);
    }
}

/// Those of `--env` come after the inherited ones, and replace them.
fn variables(wasi: &mut WasiCtxBuilder, options: &Options) -> Result<()> {
    if options.wasmtime.wasi().inherit_env == Some(true) {
        for (name, value) in std::env::vars_os() {
            match (name.to_str(), value.to_str()) {
                (Some(name), Some(value)) => wasi.env(name, value),
                _ => bail!("the environment variable {name:?} is not UTF-8"),
            };
        }
    }
    for (name, value) in &options.variables {
        let inherited = || std::env::var_os(name);
        match value {
            Some(value) => {
                wasi.env(name, value);
            }
            // A variable that is not there is not there for the guest.
            None => match inherited().map(|value| value.into_string()) {
                Some(Ok(value)) => {
                    wasi.env(name, value);
                }
                Some(Err(_)) => bail!("the environment variable `{name}` is not UTF-8"),
                None => {}
            },
        }
    }
    Ok(())
}
