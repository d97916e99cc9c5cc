//! Loading a component, with words for what can be wrong with it.

use crate::args::Options;
use crate::{cache, invoke, sys};
use std::path::Path;
use wasi_mknod_wasmtime::componentize;
use wasmtime::component::{Component, InstancePre, Linker};
use wasmtime::error::Context as _;
use wasmtime::{Cache, Engine, Precompiled, Result, bail};

/// Builds an engine that keeps compiled code in `cache`.
pub(crate) fn engine(cache: Option<Cache>, options: &Options) -> Result<Engine> {
    let mut config = options.wasmtime.config()?;
    config.cache(cache);
    Engine::new(&config)
}

/// A compiled program.
pub(crate) struct Program {
    pub(crate) component: Component,
    /// Whether it was a core module.
    pub(crate) is_module: bool,
}

/// Reads and compiles the component in the file that the options name, or makes one of the core
/// module in it.
pub(crate) fn load(engine: &Engine, options: &Options) -> Result<Program> {
    let path = options.component();
    let name = path.display();
    let bytes = std::fs::read(path).with_context(|| format!("cannot read `{name}`"))?;
    if let Some(precompiled) = Engine::detect_precompiled(&bytes) {
        return deserialize(engine, options, precompiled, &bytes)
            .with_context(|| format!("`{name}` is compiled already"));
    }
    let bytes = match wat::parse_bytes(&bytes) {
        Ok(bytes) => bytes,
        Err(error) if Kind::is_text(path, &bytes) => {
            return Err(error).with_context(|| format!("`{name}` is not WebAssembly text"));
        }
        Err(_) => bail!("`{name}` is not WebAssembly"),
    };
    let kind = Kind::of(&bytes);
    let bytes = match kind {
        Kind::Component => bytes,
        // The cache knows compiled code by these bytes, so it keeps that of modules, too.
        Kind::CoreModule => module(&bytes, options)
            .with_context(|| format!("the core module `{name}` cannot be run"))?
            .into(),
        Kind::Other => bail!("`{name}` is not WebAssembly"),
    };
    let component = Component::new(engine, &bytes)
        .with_context(|| format!("`{name}` is not a valid component"))?;
    Ok(Program {
        component,
        is_module: kind == Kind::CoreModule,
    })
}

fn module(bytes: &[u8], options: &Options) -> Result<Vec<u8>> {
    if options.wasmtime.wasm().unknown_imports_trap == Some(true) {
        bail!("'-W unknown-imports-trap' is for components");
    }
    match &options.invoke {
        Some(name) => componentize(&invoke::describe(bytes, name)?),
        None => componentize(bytes),
    }
}

/// Takes native code as it is, if the user says that it can be trusted.
fn deserialize(
    engine: &Engine,
    options: &Options,
    precompiled: Precompiled,
    bytes: &[u8],
) -> Result<Program> {
    if !options.allow_precompiled {
        bail!("it is run with --allow-precompiled only, and has no sandbox");
    }
    if let Some(reason) = cache::elevated() {
        bail!("{reason}, and native code is not taken from a file then");
    }
    match precompiled {
        Precompiled::Component => Ok(Program {
            component: sys::deserialize(engine, bytes)?,
            is_module: false,
        }),
        Precompiled::Module => bail!("it is a core module: compile its component"),
    }
}

/// Resolves the imports of `component`.
pub(crate) fn link<T: 'static>(
    linker: &mut Linker<T>,
    component: &Component,
    options: &Options,
) -> Result<InstancePre<T>> {
    if options.wasmtime.wasm().unknown_imports_trap == Some(true) {
        linker.define_unknown_imports_as_traps(component)?;
    }
    linker.instantiate_pre(component).with_context(|| {
        format!(
            "`{}` imports what this runner does not have",
            options.component().display()
        )
    })
}

/// What the first bytes of a file say that it is.
#[derive(Debug, PartialEq, Eq)]
enum Kind {
    Component,
    CoreModule,
    Other,
}

impl Kind {
    /// Whether the content of a file is meant to be text of WebAssembly.
    fn is_text(path: &Path, bytes: &[u8]) -> bool {
        let is_named = path.extension().is_some_and(|extension| extension == "wat");
        is_named || bytes.trim_ascii_start().starts_with(b"(")
    }

    fn of(bytes: &[u8]) -> Self {
        match bytes {
            [0, b'a', b's', b'm', _, _, 0, 0, ..] => Self::CoreModule,
            [0, b'a', b's', b'm', ..] => Self::Component,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn files_are_told_by_their_first_bytes() {
        let table: &[(&[u8], Kind)] = &[
            (b"\0asm\x0d\0\x01\0", Kind::Component),
            (b"\0asm\x01\0\0\0", Kind::CoreModule),
            (b"(component)", Kind::Other),
            (b"\x7fELF\x02", Kind::Other),
            (b"", Kind::Other),
            (b"hello", Kind::Other),
        ];
        for (bytes, kind) in table {
            assert_eq!(Kind::of(bytes), *kind, "{bytes:?}");
        }
    }
}
