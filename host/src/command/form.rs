//! Which versions of WASI a component speaks.

use wasmtime::component::Component;

/// How the `wasi:cli/run` of a component is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// It knows WASI 0.2 only. The sync functions have the least overhead.
    Sync,
    /// It exports the `run` of WASI 0.2 and imports something of 0.3.
    Async,
    /// It exports the `run` of WASI 0.3.
    P3,
}

impl Form {
    /// Returns what the names of the imports and exports of `component` say.
    pub fn of(component: &Component) -> Self {
        let engine = component.engine();
        let ty = component.component_type();
        let runs_p3 = ty
            .exports(engine)
            .any(|(name, _)| is_p3(name) && name.starts_with("wasi:cli/run@"));
        let imports_p3 = ty.imports(engine).any(|(name, _)| is_p3(name));
        match (runs_p3, imports_p3) {
            (true, _) => Self::P3,
            (false, true) => Self::Async,
            (false, false) => Self::Sync,
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
