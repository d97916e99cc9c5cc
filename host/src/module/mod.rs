//! Components of core modules that import WASI 0.1.

mod apart;
mod interfaces;
mod reserve;
mod rewrite;
mod section;
mod survey;

use self::interfaces::Interfaces;
use self::survey::Survey;
use std::fmt::Display;
use wasi_preview1_component_adapter_provider::{
    WASI_SNAPSHOT_PREVIEW1_ADAPTER_NAME as WASI_01,
    WASI_SNAPSHOT_PREVIEW1_COMMAND_ADAPTER as COMMAND_ADAPTER,
    WASI_SNAPSHOT_PREVIEW1_REACTOR_ADAPTER as REACTOR_ADAPTER,
};
use wasmtime::{Error, Result, bail};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::InterfaceId;

/// The function of WASI 0.1 that ends a program, and the one of WASI 0.2 with the same type.
///
/// The adapter calls `exit`, which has the statuses 0 and 1 only.
const EXIT: (&str, &str) = (WASI_01, "proc_exit");
const EXIT_WITH_CODE: (&str, &str) = ("wasi:cli/exit@0.2.12", "exit-with-code");

/// Makes a component of a core module, such as compilers for WASI 0.1 produce.
///
/// The functions of WASI 0.1, the imports from `wasi_snapshot_preview1`, become those of WASI 0.2:
/// the component contains wasmtime's adapter. A module that exports `_start` becomes a command,
/// which exports `wasi:cli/run`, and any other a reactor. The exit status of a command is its own,
/// by `exit-with-code` of `wasi:cli/exit`.
///
/// Beside WASI 0.1, the module may import functions of the package `wasi-mknod:filesystem@0.2.0`
/// and of WASI 0.2. The names are those of the canonical ABI, such as `mknod` in the module
/// `wasi-mknod:filesystem/mknod@0.2.0`. A module needs no section with their types: some languages
/// have no tool that writes one, such as Go with `//go:wasmimport`. A function that returns a list
/// or a string takes memory from the module: its allocator is the export `cabi_import_realloc` or,
/// if it works before `_start`, `cabi_realloc`.
///
/// A program in Go takes all memory above its data for its own, and so the adapter takes its pages
/// from a variable of the package in `guest/go`.
///
/// Interfaces that the module describes itself, in sections named `component-type`, become imports
/// and exports of the component.
///
/// The same bytes always give the same component.
///
/// # Errors
///
/// If `module` is not a valid core module, or if it imports what neither WASI nor this package has.
/// The error names the import. A program in Go without memory for the adapter is an error as well.
///
/// # Examples
///
/// ```
/// use wasi_mknod_wasmtime::componentize;
/// use wasmtime::Engine;
/// use wasmtime::component::Component;
///
/// let module = wat::parse_str(
///     r#"(module
///         (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
///         (memory (export "memory") 1)
///         (func (export "_start") (call $exit (i32.const 3))))"#,
/// )?;
/// let command = Component::new(&Engine::default(), componentize(&module)?)?;
/// # Ok::<(), wasmtime::Error>(())
/// ```
pub fn componentize(module: &[u8]) -> Result<Vec<u8>> {
    let survey = Survey::of(module)?;
    let described = Interfaces::described_by(module)?;
    let known = Interfaces::known()?;
    let used = undescribed(&survey, &described, &known)?;
    let mut module = rewrite::rewrite(module, &survey, &known)?;
    if !used.is_empty() {
        let (resolve, world) = known.world_of(&used)?;
        embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8)
            .map_err(convert)?;
    }
    let adapter = match survey.is_command() && !described.export_run() {
        true => COMMAND_ADAPTER,
        false => REACTOR_ADAPTER,
    };
    let encode = || {
        ComponentEncoder::default()
            .module(&module)?
            .adapter(WASI_01, adapter)?
            .validate(true)
            .encode()
    };
    encode().map_err(|error| convert(error.context("cannot make a component of it")))
}

/// Lists the interfaces that the module imports and does not describe.
///
/// # Errors
///
/// If there is an import that nobody has.
fn undescribed(
    survey: &Survey,
    described: &Interfaces,
    known: &Interfaces,
) -> Result<Vec<InterfaceId>> {
    let adapter = Survey::of(REACTOR_ADAPTER)?;
    let mut used = Vec::new();
    for (from, name) in survey.imports() {
        if (from, name) == EXIT {
            used.extend(known.interface(EXIT_WITH_CODE.0));
        } else if from == WASI_01 {
            if !adapter.exports(name) {
                bail!("it imports `{from}` `{name}`, which is not a function of WASI 0.1");
            }
        } else if !described.cover(from) {
            match known.find(from, name) {
                Some(interface) => used.push(interface),
                None => bail!(
                    "it imports `{from}` `{name}`, which neither WASI nor wasi-mknod:filesystem has"
                ),
            }
        }
    }
    Ok(used)
}

/// Makes an error of wit-component, with its causes, one of wasmtime.
fn convert(error: impl Display) -> Error {
    Error::msg(format!("{error:#}"))
}

#[cfg(test)]
mod tests {
    use super::componentize;
    use wasmtime::component::Component;
    use wasmtime::{Engine, Result};

    /// The names of what the component of a module exports and imports.
    fn names(text: &str) -> Result<(Vec<String>, Vec<String>)> {
        let engine = Engine::default();
        let component = Component::new(&engine, componentize(&wat::parse_str(text)?)?)?;
        let ty = component.component_type();
        let exports = ty.exports(&engine).map(|(name, _)| name.to_owned());
        let imports = ty.imports(&engine).map(|(name, _)| name.to_owned());
        Ok((exports.collect(), imports.collect()))
    }

    #[test]
    fn commands_can_be_run_and_reactors_cannot() {
        let command = r#"(module (memory (export "memory") 1) (func (export "_start")))"#;
        let (exports, _) = names(command).unwrap();
        assert_eq!(exports, ["wasi:cli/run@0.2.12"]);
        let reactor = r#"(module (memory (export "memory") 1) (func (export "_initialize")))"#;
        let (exports, imports) = names(reactor).unwrap();
        assert!(
            exports.is_empty() && imports.is_empty(),
            "{exports:?} {imports:?}"
        );
    }

    /// A host has to have what a component imports, so that is no more than the module needs.
    #[test]
    fn only_interfaces_in_use_are_imported() {
        let module = r#"(module
            (import "wasi-mknod:filesystem/mknod@0.2.0" "umask" (func (param i32) (result i32)))
            (memory (export "memory") 1))"#;
        let (_, imports) = names(module).unwrap();
        let ours: Vec<_> = imports
            .iter()
            .filter(|name| name.starts_with("wasi-mknod:"))
            .collect();
        let expected = [
            "wasi-mknod:filesystem/types@0.2.0",
            "wasi-mknod:filesystem/mknod@0.2.0",
        ];
        assert_eq!(ours, expected, "{imports:?}");
    }

    #[test]
    fn what_is_no_core_module_is_an_error() {
        let component = wat::parse_str("(component)").unwrap();
        for (bytes, part) in [
            (&component[..], "it is a component"),
            (b"", "not a valid core module"),
            (b"\0asm", "not a valid core module"),
            (b"\0asm\x01\0\0\0\x01", "not a valid core module"),
        ] {
            let error = format!("{:#}", componentize(bytes).unwrap_err());
            assert!(error.contains(part), "{error}");
        }
    }
}
