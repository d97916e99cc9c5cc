//! What a guest gets of the environment of this process: variables, standard streams, the network.

use crate::args::Options;
use std::collections::BTreeMap;
use std::env::VarError;
use wasi_mknod_wasmtime::WasiMknodCtxBuilder;
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

/// Gives the devices of the guest the streams that [`configure`] gives the guest.
pub(crate) fn streams(mknod: &mut WasiMknodCtxBuilder, options: &Options) {
    let has = |option: Option<bool>| option != Some(false);
    let own = options.wasmtime.wasi();
    if has(own.inherit_stdin) {
        mknod.stdin(std::io::stdin());
    }
    if has(own.inherit_stdout) {
        mknod.stdout(std::io::stdout());
    }
    if has(own.inherit_stderr) {
        mknod.stderr(std::io::stderr());
    }
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
    let mut variables = BTreeMap::new();
    if options.wasmtime.wasi().inherit_env == Some(true) {
        for (name, value) in std::env::vars_os() {
            match (name.into_string(), value.into_string()) {
                (Ok(name), Ok(value)) => variables.insert(name, value),
                (Ok(name), _) => bail!("the environment variable `{name}` is not UTF-8"),
                (Err(name), _) => bail!("the environment variable {name:?} is not UTF-8"),
            };
        }
    }
    for (name, value) in &options.variables {
        let value = match value {
            Some(value) => value.clone(),
            None => match std::env::var(name) {
                Ok(value) => value,
                // A variable that is not there is not there for the guest.
                Err(VarError::NotPresent) => continue,
                Err(VarError::NotUnicode(_)) => {
                    bail!("the environment variable `{name}` is not UTF-8")
                }
            },
        };
        variables.insert(name.clone(), value);
    }
    for (name, value) in variables {
        wasi.env(name, value);
    }
    Ok(())
}
