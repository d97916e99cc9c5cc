//! Which versions of WASI a component speaks.

use wasmtime::Engine;
use wasmtime::component::Component;

/// What the names of a component's imports and exports say of WASI 0.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Versions {
    /// It imports or exports something of 0.3, and perhaps something of 0.2, too.
    pub(crate) speaks_p3: bool,
    /// It is run by its `wasi:cli/run` of 0.3.
    pub(crate) runs_p3: bool,
}

impl Versions {
    pub(crate) fn of(component: &Component, engine: &Engine) -> Self {
        let component = component.component_type();
        let runs_p3 = component
            .exports(engine)
            .any(|(name, _)| is_p3(name) && name.starts_with("wasi:cli/run@"));
        let imports_p3 = component.imports(engine).any(|(name, _)| is_p3(name));
        Self {
            speaks_p3: runs_p3 || imports_p3,
            runs_p3,
        }
    }
}

/// Whether `name` is that of an interface of WASI 0.3, or of this package for it.
fn is_p3(name: &str) -> bool {
    let ours = name.starts_with("wasi:") || name.starts_with("wasi-mknod:");
    let version = name.split_once('@').map(|(_, version)| version);
    ours && version.is_some_and(|version| version.starts_with("0.3."))
}

#[cfg(test)]
mod tests {
    use super::is_p3;

    #[test]
    fn names_tell_versions() {
        for (name, expected) in [
            ("wasi:cli/run@0.3.0", true),
            ("wasi:filesystem/types@0.3.2", true),
            ("wasi-mknod:filesystem/mknod@0.3.0", true),
            ("wasi:cli/run@0.2.12", false),
            ("wasi-mknod:filesystem/mknod@0.2.0", false),
            ("example:other/thing@0.3.0", false),
            ("wasi:cli/run", false),
            ("run", false),
        ] {
            assert_eq!(is_p3(name), expected, "{name}");
        }
    }
}
