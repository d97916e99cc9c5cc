//! The cache of compiled code.
//!
//! An artefact in the cache is native code, which the process maps and executes. A user who can
//! write one executes code with the privileges of the runner. So the cache is used only where the
//! user of the process and root are the only ones who can.

#[cfg(unix)]
mod privileges;

use crate::args::Options;
use std::path::{Path, PathBuf};
use wasmtime::error::Context as _;
use wasmtime::{Cache, CacheConfig, Result, bail};

/// Returns how the process has more privileges than other processes of its user; `None` if it has
/// not.
pub(crate) fn elevated() -> Option<&'static str> {
    #[cfg(unix)]
    return privileges::elevated();
    #[cfg(not(unix))]
    None
}

/// Opens the cache that the options ask for; `None` if compiled code is not kept.
///
/// # Errors
///
/// If the directory of `--cache` is not fit for compiled code. Without that option an unfit
/// directory is logged, and the run goes on without a cache.
pub(crate) fn open(options: &Options) -> Result<Option<Cache>> {
    if options.no_cache {
        return Ok(None);
    }
    if let Some(dir) = &options.cache {
        let cache = open_in(dir);
        return cache
            .map(Some)
            .context("compiled code cannot be kept where --cache says");
    }
    match default_directory().and_then(|dir| open_in(&dir)) {
        Ok(cache) => Ok(Some(cache)),
        // A run without a cache is slower, not wrong.
        Err(error) => {
            tracing::debug!("compiled code is not kept: {error:#}");
            Ok(None)
        }
    }
}

/// Returns where programs of the user keep what they can make again.
fn default_directory() -> Result<PathBuf> {
    let absolute = |path: &PathBuf| path.is_absolute();
    let configured = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    if let Some(dir) = configured.filter(absolute) {
        return Ok(dir);
    }
    match std::env::home_dir().filter(absolute) {
        Some(home) => Ok(home.join(".cache")),
        None => bail!("the user has no home directory"),
    }
}

/// Opens a cache in the subdirectory `wasi-mknod` of `dir`.
#[cfg(unix)]
fn open_in(dir: &Path) -> Result<Cache> {
    if let Some(reason) = privileges::elevated() {
        bail!("{reason}, and compiled code is not taken from a file then; use --no-cache");
    }
    let mut config = CacheConfig::new();
    let dir = wasi_mknod_wasmtime::command::private_directory(dir, "wasi-mknod")
        .context("name another directory with --cache, or use --no-cache")?;
    config.with_directory(dir);
    Cache::new(config)
}

/// Opens a cache in the subdirectory `wasi-mknod` of `dir`, whose owner is not checked here.
#[cfg(not(unix))]
fn open_in(dir: &Path) -> Result<Cache> {
    let mut config = CacheConfig::new();
    config.with_directory(std::path::absolute(dir)?.join("wasi-mknod"));
    Cache::new(config)
}
