//! Functions of core modules, which take and return numbers.

use std::borrow::Cow;
use wasm_encoder::{Encode as _, ExportKind, Module, RawSection};
use wasmparser::{BinaryReader, FuncType, Parser, Payload, ValType, Validator, WasmFeatures};
use wasmtime::component::{Type, Val};
use wasmtime::error::Context as _;
use wasmtime::{Error, Result, bail};
use wit_component::{StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

/// The name by which the component exports the function. Names of core modules may be anything.
pub(super) const EXPORT: &str = "wasi-mknod-invoked";

/// Exports the function `name` of `module` as [`EXPORT`], with its type in the component model.
///
/// # Errors
///
/// If there is no such function, or if it takes or returns what is no number.
pub(crate) fn describe(module: &[u8], name: &str) -> Result<Vec<u8>> {
    let (index, ty) = find(module, name)?;
    let mut changed = with_export(module, index)?;
    let params = ty.params().iter().enumerate();
    let params = params
        .map(|(index, ty)| Ok(format!("p{index}: {}", wit(*ty, name)?)))
        .collect::<Result<Vec<_>>>()?;
    let result = match ty.results() {
        [] => String::new(),
        [ty] => format!(" -> {}", wit(*ty, name)?),
        _ => bail!("`{name}` returns more than one value"),
    };
    let world = format!(
        "package wasi-mknod:invoke; world invoke {{ export {EXPORT}: func({}){result}; }}",
        params.join(", ")
    );
    embed(&mut changed, &world).map_err(|error| Error::msg(format!("{error:#}")))?;
    Ok(changed)
}

fn embed(module: &mut Vec<u8>, world: &str) -> std::result::Result<(), impl std::fmt::Display> {
    let mut resolve = Resolve::default();
    let package = resolve.push_source("invoke.wit", world)?;
    let world = resolve.select_world(&[package], None)?;
    embed_component_metadata(module, &resolve, world, StringEncoding::UTF8)
}

/// Finds an exported function.
fn find(module: &[u8], name: &str) -> Result<(u32, FuncType)> {
    let types = Validator::new_with_features(WasmFeatures::all())
        .validate_all(module)
        .context("it is not a valid core module")?;
    let types = types.as_ref();
    for payload in Parser::new(0).parse_all(module) {
        let Payload::ExportSection(exports) = payload? else {
            continue;
        };
        for export in exports {
            let export = export?;
            if export.name == name && export.kind == wasmparser::ExternalKind::Func {
                let ty = types[types.core_function_at(export.index)].unwrap_func();
                return Ok((export.index, ty.clone()));
            }
        }
    }
    bail!("there is no exported function `{name}`")
}

/// Copies `module` with one export more.
fn with_export(module: &[u8], index: u32) -> Result<Vec<u8>> {
    let mut changed = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        let Some((id, range)) = payload.as_section() else {
            continue;
        };
        let mut data = Cow::Borrowed(&module[range]);
        if let Payload::ExportSection(_) = payload {
            let mut reader = BinaryReader::new(&data, 0);
            let count = reader.read_var_u32()?;
            let mut exports = Vec::new();
            count.saturating_add(1).encode(&mut exports);
            exports.extend_from_slice(reader.read_bytes(reader.bytes_remaining())?);
            EXPORT.encode(&mut exports);
            exports.push(ExportKind::Func as u8);
            index.encode(&mut exports);
            data = Cow::Owned(exports);
        }
        changed.section(&RawSection { id, data: &data });
    }
    Ok(changed.finish())
}

/// The type in the component model of a number.
fn wit(ty: ValType, name: &str) -> Result<&'static str> {
    Ok(match ty {
        ValType::I32 => "s32",
        ValType::I64 => "s64",
        ValType::F32 => "f32",
        ValType::F64 => "f64",
        ty => bail!("`{name}` takes or returns a {ty}, which is no number"),
    })
}

/// Reads a number. Whole ones may be hexadecimal, with `0x`.
pub(super) fn number(ty: &Type, word: &str) -> Result<Val> {
    let hexadecimal = word.strip_prefix("0x").or_else(|| word.strip_prefix("0X"));
    let value = match (ty, hexadecimal) {
        (Type::S32, None) => word.parse().ok().map(Val::S32),
        (Type::S32, Some(digits)) => i32::from_str_radix(digits, 16).ok().map(Val::S32),
        (Type::S64, None) => word.parse().ok().map(Val::S64),
        (Type::S64, Some(digits)) => i64::from_str_radix(digits, 16).ok().map(Val::S64),
        (Type::Float32, _) => word.parse().ok().map(Val::Float32),
        (Type::Float64, _) => word.parse().ok().map(Val::Float64),
        _ => None,
    };
    value.with_context(|| format!("`{word}` is no value of the type {ty:?}"))
}

/// Prints a number on a line.
pub(super) fn print(value: &Val) {
    match value {
        Val::S32(number) => println!("{number}"),
        Val::S64(number) => println!("{number}"),
        Val::Float32(number) => println!("{number}"),
        Val::Float64(number) => println!("{number}"),
        other => println!("{other:?}"),
    }
}
