//! What a core module imports and exports.

use std::collections::BTreeSet;
use wasmparser::{Encoding, ExternalKind, Parser, Payload, Validator, WasmFeatures};
use wasmtime::error::Context as _;
use wasmtime::{Result, bail};

/// The names of a valid core module.
#[derive(Debug)]
pub(super) struct Survey {
    imports: BTreeSet<(String, String)>,
    exports: BTreeSet<String>,
    has_memory: bool,
    exports_memory: bool,
}

impl Survey {
    /// Validates `module` and lists its imports and exports.
    pub(super) fn of(module: &[u8]) -> Result<Self> {
        let mut survey = Self {
            imports: BTreeSet::new(),
            exports: BTreeSet::new(),
            has_memory: false,
            exports_memory: false,
        };
        // The engine that compiles the component decides which proposals there are.
        let mut validator = Validator::new_with_features(WasmFeatures::all());
        for payload in Parser::new(0).parse_all(module) {
            survey
                .take(&mut validator, payload)
                .context("it is not a valid core module")?;
        }
        Ok(survey)
    }

    fn take(
        &mut self,
        validator: &mut Validator,
        payload: wasmparser::Result<Payload<'_>>,
    ) -> Result<()> {
        let payload = payload?;
        // Function bodies are left to the engine that compiles them.
        validator.payload(&payload)?;
        match payload {
            Payload::Version {
                encoding: Encoding::Component,
                ..
            } => bail!("it is a component"),
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import?;
                    let names = (import.module.to_owned(), import.name.to_owned());
                    self.imports.insert(names);
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export?;
                    self.exports.insert(export.name.to_owned());
                    self.exports_memory |= export.kind == ExternalKind::Memory
                        && matches!(export.name, "memory" | "cm32p2_memory");
                }
            }
            Payload::MemorySection(section) => self.has_memory |= section.count() > 0,
            _ => {}
        }
        Ok(())
    }

    /// Whether it is a command: a program that runs once, from its beginning to its end.
    pub(super) fn is_command(&self) -> bool {
        self.exports("_start")
    }

    /// Whether it has a memory of its own.
    pub(super) fn has_memory(&self) -> bool {
        self.has_memory
    }

    /// Whether it exports a memory under a name that the adapter knows.
    pub(super) fn exports_memory(&self) -> bool {
        self.exports_memory
    }

    /// Whether something of the name `name` is exported.
    pub(super) fn exports(&self, name: &str) -> bool {
        self.exports.contains(name)
    }

    /// The imports, each as the name of a module and one in it.
    pub(super) fn imports(&self) -> impl Iterator<Item = (&str, &str)> {
        let names = self.imports.iter();
        names.map(|(from, name)| (from.as_str(), name.as_str()))
    }
}
