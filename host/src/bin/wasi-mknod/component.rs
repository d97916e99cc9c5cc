//! Loading a component, with words for what can be wrong with it.

use std::path::Path;
use wasi_mknod_wasmtime::componentize;
use wasmtime::component::{Component, InstancePre, Linker};
use wasmtime::error::Context as _;
use wasmtime::{Cache, Config, Engine};
use wasmtime::{Result, bail};

/// Builds an engine that keeps compiled code in `cache`, and counts fuel if the guest has a limit.
pub(crate) fn engine(cache: Option<Cache>, counts_fuel: bool) -> Result<Engine> {
    let mut config = Config::new();
    config.cache(cache).consume_fuel(counts_fuel);
    Engine::new(&config)
}

/// Reads and compiles the component in the file `path`, or makes one of the core module in it.
pub(crate) fn load(engine: &Engine, path: &Path) -> Result<Component> {
    let name = path.display();
    let bytes = std::fs::read(path).with_context(|| format!("cannot read `{name}`"))?;
    let bytes = match Kind::of(&bytes) {
        Kind::Component => bytes,
        // The cache knows compiled code by these bytes, so it keeps that of modules, too.
        Kind::CoreModule => componentize(&bytes)
            .with_context(|| format!("the core module `{name}` cannot be run"))?,
        Kind::Other => bail!("`{name}` is not WebAssembly"),
    };
    Component::new(engine, &bytes).with_context(|| format!("`{name}` is not a valid component"))
}

/// Resolves the imports of `component`.
pub(crate) fn link<T: 'static>(
    linker: &Linker<T>,
    component: &Component,
    path: &Path,
) -> Result<InstancePre<T>> {
    linker.instantiate_pre(component).with_context(|| {
        format!(
            "`{}` imports what this runner does not have",
            path.display()
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
