//! Sections of core modules, as bytes.

use wasm_encoder::Encode as _;
use wasmparser::BinaryReader;
use wasmtime::Result;

/// The number of entries of an encoded section, and the entries.
pub(super) fn content(section: &[u8]) -> Result<&[u8]> {
    let mut content = BinaryReader::new(section, 0);
    content.read_var_u32()?;
    Ok(content.read_bytes(content.bytes_remaining())?)
}

/// The entries of a section, and behind them the one entry of `last`, an encoded section.
pub(super) fn joined(data: &[u8], last: &[u8]) -> Result<Vec<u8>> {
    let mut entries = BinaryReader::new(data, 0);
    let count = entries.read_var_u32()?;
    let mut last = BinaryReader::new(content(last)?, 0);
    last.read_var_u32()?;
    let mut section = Vec::new();
    count.saturating_add(1).encode(&mut section);
    section.extend_from_slice(entries.read_bytes(entries.bytes_remaining())?);
    section.extend_from_slice(last.read_bytes(last.bytes_remaining())?);
    Ok(section)
}
