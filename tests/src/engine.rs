//! The engine, and the guest programs compiled by it.

use crate::programs;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, OnceLock};
use tempfile::TempDir;
use wasi_mknod_wasmtime::componentize;
use wasmtime::component::Component;
use wasmtime::{Cache, CacheConfig, Config, Engine, Result};

/// Names the folder with compiled code to processes that a test starts.
const CACHE: &str = "WASI_MKNOD_TESTS_CACHE";

/// The first bytes of a core module.
const CORE_MODULE: &[u8] = b"\0asm\x01\0\0\0";

/// The engine of this process.
pub(crate) fn engine() -> &'static Engine {
    static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
        let mut cache = CacheConfig::new();
        cache.with_directory(cache_folder());
        let mut config = Config::new();
        config.cache(Some(
            Cache::new(cache).expect("the cache's folder is there"),
        ));
        Engine::new(&config).expect("this machine has an engine")
    });
    &ENGINE
}

/// The component, or the core module as one, in the file `program`, relative to the folder of the guests.
pub(crate) fn component(program: &str) -> Component {
    type Slot = Arc<OnceLock<Component>>;
    static COMPONENTS: LazyLock<Mutex<HashMap<String, Slot>>> = LazyLock::new(Mutex::default);
    let slot = {
        let mut components = COMPONENTS.lock().expect("no panic while it was locked");
        Arc::clone(components.entry(program.to_owned()).or_default())
    };
    slot.get_or_init(|| {
        let path = programs::folder().join(program);
        compile(&path).unwrap_or_else(|error| panic!("{}: {error:#}", path.display()))
    })
    .clone()
}

/// Compiles a component, or a core module as one.
fn compile(path: &Path) -> Result<Component> {
    let bytes = std::fs::read(path)?;
    match bytes.starts_with(CORE_MODULE) {
        true => Component::new(engine(), componentize(&bytes)?),
        false => Component::new(engine(), bytes),
    }
}

/// Says where compiled code is kept: beside the guests if that can be written, else in a folder for
/// this process and the processes that it starts.
pub(crate) fn cache_folder() -> &'static Path {
    static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
        if let Some(folder) = std::env::var_os(CACHE) {
            return folder.into();
        }
        let beside = programs::folder().join("compiled");
        let writable = std::fs::create_dir_all(&beside)
            .and_then(|()| tempfile::tempfile_in(&beside).map(drop))
            .is_ok();
        if writable {
            return beside;
        }
        let mut temporary = TEMPORARY.lock().expect("no panic while it was locked");
        let folder = TempDir::new().expect("a temporary folder");
        temporary.insert(folder).path().to_owned()
    });
    &FOLDER
}

static TEMPORARY: Mutex<Option<TempDir>> = Mutex::new(None);

/// Tells the folder to a child process.
pub(crate) fn share_cache(command: &mut std::process::Command) {
    command.env(CACHE, cache_folder());
}

/// Removes the folder if it was made for this process.
pub(crate) fn remove_cache() {
    drop(TEMPORARY.lock().map(|mut folder| folder.take()));
}
