//! The changes to a core module before it becomes part of a component.

use super::interfaces::Interfaces;
use super::reserve::Reserve;
use super::section::joined;
use super::survey::Survey;
use super::{EXIT, EXIT_WITH_CODE};
use wasm_encoder::{
    Encode as _, EntityType, ExportKind, ExportSection, ImportSection, MemorySection, MemoryType,
    Module, RawSection,
};
use wasmparser::{Import, Parser, Payload, TypeRef};
use wasmtime::{Result, bail};

/// Renames the function that ends the program, gives a command a memory if it has none, and the
/// adapter its own if the module keeps some for it.
pub(super) fn rewrite(module: &[u8], survey: &Survey, known: &Interfaces) -> Result<Vec<u8>> {
    let exit = known.full_name(EXIT_WITH_CODE.0);
    let reserve = Reserve::of(module, survey)?;
    let exports_memory = !survey.is_command() || survey.exports_memory();
    let mut has_memory = exports_memory || survey.has_memory();
    let mut rewritten = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        let Some((id, range)) = payload.as_section() else {
            continue;
        };
        if !has_memory && follows_memories(&payload) {
            rewritten.section(&no_memory());
            has_memory = true;
        }
        let data = &module[range];
        match payload {
            Payload::ImportSection(section) => {
                let mut imports = ImportSection::new();
                for import in section.into_imports() {
                    add_import(&mut imports, import?, exit.as_deref())?;
                }
                rewritten.section(&imports);
            }
            Payload::ExportSection(_) if !exports_memory => {
                let data = &with_memory(data)?;
                rewritten.section(&RawSection { id, data });
            }
            _ => {
                let extended = match &reserve {
                    Some(reserve) => reserve.extend(id, data)?,
                    None => None,
                };
                let data = extended.as_deref().unwrap_or(data);
                rewritten.section(&RawSection { id, data });
            }
        }
    }
    Ok(rewritten.finish())
}

/// Copies an import. The function that ends the program becomes the one of the interface `exit`.
fn add_import(imports: &mut ImportSection, import: Import<'_>, exit: Option<&str>) -> Result<()> {
    let TypeRef::Func(index) = import.ty else {
        bail!(
            "it imports `{}` `{}`, which is not a function",
            import.module,
            import.name
        );
    };
    let (module, name) = match exit {
        Some(exit) if (import.module, import.name) == EXIT => (exit, EXIT_WITH_CODE.1),
        _ => (import.module, import.name),
    };
    imports.import(module, name, EntityType::Function(index));
    Ok(())
}

/// Whether a section has its place behind the one with the memories.
fn follows_memories(payload: &Payload<'_>) -> bool {
    matches!(
        payload,
        Payload::TagSection(_)
            | Payload::GlobalSection(_)
            | Payload::ExportSection(_)
            | Payload::StartSection { .. }
            | Payload::ElementSection(_)
            | Payload::DataCountSection { .. }
            | Payload::CodeSectionStart { .. }
            | Payload::DataSection(_)
    )
}

/// A memory without pages, for the adapter to grow.
fn no_memory() -> MemorySection {
    let mut memories = MemorySection::new();
    memories.memory(MemoryType {
        minimum: 0,
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    memories
}

/// Appends an export of the first memory to the exports `data`.
fn with_memory(data: &[u8]) -> Result<Vec<u8>> {
    let mut exports = ExportSection::new();
    exports.export("memory", ExportKind::Memory, 0);
    let mut section = Vec::new();
    exports.encode(&mut section);
    joined(data, &section)
}
