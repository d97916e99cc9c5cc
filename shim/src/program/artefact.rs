//! Compiled code.

use super::Source;
use super::store::Store;
use crate::sys::{self, Fork};
use sha2::{Digest as _, Sha256};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{Read as _, Write as _};
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
    let name = name(&source.bytes, engine);
    if let Some(path) = store.find(&name) {
        return Ok(path);
    }
    compile_apart(source, engine, &store, &name)
        .with_context(|| format!("the program `{}` cannot be run", source.name))?;
    match store.find(&name) {
        Some(path) => Ok(path),
        None => bail!("the compiled code of `{}` is gone", source.name),
    }
}

/// Names compiled code by all that it depends on: the program, wasmtime's version and settings, and
/// the processor.
fn name(bytes: &[u8], engine: &Engine) -> String {
    let mut hasher = DefaultHasher::new();
    engine.precompile_compatibility_hash().hash(&mut hasher);
    let compatibility = hasher.finish();
    let mut name = format!("{}-{compatibility:016x}-", env!("CARGO_PKG_VERSION"));
    for byte in Sha256::digest(bytes) {
        name.push_str(&format!("{byte:02x}"));
    }
    name
}

/// Compiles in a process of its own: the process of the container does not inherit what the
/// compiler took of memory.
fn compile_apart(source: &Source, engine: &Engine, store: &Store, name: &str) -> Result<()> {
    let (mut reader, mut writer) = std::io::pipe()?;
    let parent = rustix::process::getpid();
    match sys::fork()? {
        Fork::Child => {
            drop(reader);
            if !sys::ends_with_parent(parent) {
                sys::exit_now(1);
            }
            let error = match compile(source, engine, store, name) {
                Ok(()) => sys::exit_now(0),
                Err(error) => format!("{error:#}"),
            };
            let _ = writer.write_all(error.as_bytes());
            sys::exit_now(1)
        }
        Fork::Parent(pid) => {
            drop(writer);
            let mut error = String::new();
            reader.read_to_string(&mut error)?;
            match sys::wait_for(pid)? {
                Some(0) => Ok(()),
                Some(_) => bail!("{error}"),
                None => bail!("the compiler was ended by a signal"),
            }
        }
    }
}

fn compile(source: &Source, engine: &Engine, store: &Store, name: &str) -> Result<()> {
    let is_module = matches!(source.bytes.get(4..8), Some([_, _, 0, 0]));
    let component = match is_module {
        true => &componentize(&source.bytes)?,
        false => &source.bytes,
    };
    store.keep(name, &engine.precompile_component(component)?)
}
