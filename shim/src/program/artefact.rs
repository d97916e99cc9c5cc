//! Compiled code.

use super::apart::apart;
use super::source::Source;
use super::store::Store;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::PathBuf;
use wasi_mknod_wasmtime::componentize;
use wasmtime::error::Context as _;
use wasmtime::{Config, Engine, Result, bail};

/// Creates the engine by which all programs are compiled and run.
pub(crate) fn engine() -> Result<Engine> {
    let mut config = Config::new();
    config.wasm_component_model_async(true);
    Engine::new(&config)
}

/// Returns the file that has the compiled program.
///
/// # Errors
///
/// If it is not valid, if it is a module that is no command, or if the file cannot be kept.
pub(crate) fn compiled(source: &Source, engine: &Engine) -> Result<PathBuf> {
    let store = Store::open()?;
    let name = name(&source.digest(), engine);
    if let Some(path) = store.find(&name) {
        return Ok(path);
    }
    apart("compiler", || compile(source, engine, &store, &name))
        .with_context(|| format!("{} cannot be run", source.title()))?;
    match store.find(&name) {
        Some(path) => Ok(path),
        None => bail!("the compiled code of {} is gone", source.title()),
    }
}

/// Names compiled code by all that it depends on: the program, wasmtime's version and settings, and
/// the processor.
fn name(digest: &str, engine: &Engine) -> String {
    let mut hasher = DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut hasher);
    let compatibility = hasher.finish();
    let version = env!("CARGO_PKG_VERSION");
    format!("{version}-{compatibility:016x}-{digest}")
}

fn compile(source: &Source, engine: &Engine, store: &Store, name: &str) -> Result<()> {
    let bytes = source.bytes()?;
    let is_module = matches!(bytes.get(4..8), Some([_, _, 0, 0]));
    let component = match is_module {
        true => &componentize(&bytes)?,
        false => &*bytes,
    };
    store.keep(name, &engine.precompile_component(component)?)
}
