//! Memory for the adapter in modules that take all memory above their data for their own.
//!
//! The runtime of Go grows its memory and believes that what it gets follows what it had. The
//! adapter grows the memory as well, so that each would write into the pages of the other. So the
//! adapter takes its pages from memory that is not Go's, by a `cabi_realloc` that is added to the
//! module. The package `guest/go` has a variable for it, which begins with [`MARKER`]. A module
//! without that variable gets memory [apart](super::apart).

use super::apart::{Apart, PAGE};
use super::section::{content, joined};
use super::survey::Survey;
use wasm_encoder::{
    BlockType, CodeSection, Encode as _, ExportKind, ExportSection, Function, FunctionSection,
    MemArg, TypeSection, ValType,
};
use wasmparser::{Data, DataKind, Operator, Parser, Payload, SectionLimited, TypeRef};
use wasmtime::Result;

/// How the variable begins. `guest/go/mknod/reserve_wasip1.go` has the same.
const MARKER: &[u8; 32] = b"wasi-mknod: pages of the adapter";
/// The offset of the number of bytes in use, of 32 bits.
const USED: u64 = 32;
/// The offset of the pages, and how many bytes they have.
const PAGES: u32 = 48;
const SIZE: u32 = 4 * PAGE;

/// The custom section that marks what the linker of Go has made.
const GO: &str = "go:buildid";
/// The name of the allocator that the adapter uses before the module has started.
const ALLOCATOR: &str = "cabi_realloc";

/// Where a module has memory for the adapter.
pub(super) struct Reserve {
    address: u32,
    type_index: u32,
    function_index: u32,
    /// How the memory comes to have it, if the module has no variable for it.
    apart: Option<Apart>,
}

impl Reserve {
    /// Finds the memory, if `module` is one that needs it.
    pub(super) fn of(module: &[u8], survey: &Survey) -> Result<Option<Self>> {
        let (mut is_go, mut types, mut functions) = (false, 0, 0);
        let (mut data, mut memories) = (None, None);
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::CustomSection(section) => is_go |= section.name() == GO,
                Payload::TypeSection(section) => types = section.count(),
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        functions += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::FunctionSection(section) => functions += section.count(),
                Payload::MemorySection(section) => memories = Some(section),
                Payload::DataSection(section) => data = Some(section),
                _ => {}
            }
        }
        if !is_go || survey.exports(ALLOCATOR) {
            return Ok(None);
        }
        let Some(memories) = memories else {
            return Ok(None);
        };
        let found = data.map_or(Ok(Vec::new()), markers)?;
        let (address, apart) = match found[..] {
            [address] if address < u32::MAX - PAGES - SIZE => (address, None),
            _ => (Apart::ADDRESS, Some(Apart::above(memories)?)),
        };
        Ok(Some(Self {
            address,
            type_index: types,
            function_index: functions,
            apart,
        }))
    }

    /// Appends what the allocator takes to the section `id` with the content `data`, and makes room
    /// for its memory. Returns `None` for a section that stays as it is.
    pub(super) fn extend(&self, id: u8, data: &[u8]) -> Result<Option<Vec<u8>>> {
        let mut section = Vec::new();
        match id {
            1 => {
                let mut types = TypeSection::new();
                types.ty().function([ValType::I32; 4], [ValType::I32]);
                types.encode(&mut section);
            }
            3 => {
                let mut functions = FunctionSection::new();
                functions.function(self.type_index);
                functions.encode(&mut section);
            }
            5 => {
                let Some(apart) = self.apart else {
                    return Ok(None);
                };
                return Ok(Some(content(&apart.memory(SIZE / PAGE + 1))?.to_vec()));
            }
            7 => {
                let mut exports = ExportSection::new();
                exports.export(ALLOCATOR, ExportKind::Func, self.function_index);
                exports.encode(&mut section);
            }
            10 => {
                let mut code = CodeSection::new();
                code.function(&self.allocator());
                code.encode(&mut section);
                if let Some(apart) = self.apart {
                    let mut own = Vec::new();
                    apart.code(data)?.encode(&mut own);
                    return Ok(Some(joined(content(&own)?, &section)?));
                }
            }
            _ => return Ok(None),
        }
        Ok(Some(joined(data, &section)?))
    }

    /// A function that hands out the pages, one after the other, and traps if there are no more.
    fn allocator(&self) -> Function {
        const ALIGN: u32 = 2;
        const LENGTH: u32 = 3;
        const RESULT: u32 = 4;
        let first = (self.address + PAGES).cast_signed();
        let used = MemArg {
            offset: u64::from(self.address) + USED,
            align: 2,
            memory_index: 0,
        };
        let mut function = Function::new([(1, ValType::I32)]);
        let mut body = function.instructions();
        // The first free byte, up to the next address with the alignment.
        body.i32_const(0).i32_load(used).i32_const(first).i32_add();
        body.local_get(ALIGN).i32_add().i32_const(1).i32_sub();
        body.i32_const(0).local_get(ALIGN).i32_sub().i32_and();
        body.local_set(RESULT);
        body.i32_const(0);
        body.local_get(RESULT).local_get(LENGTH).i32_add();
        body.i32_const(first).i32_sub().i32_store(used);
        body.i32_const(0).i32_load(used);
        body.i32_const(SIZE.cast_signed()).i32_gt_u();
        body.if_(BlockType::Empty).unreachable().end();
        body.local_get(RESULT).end();
        function
    }
}

/// The addresses of the markers in the data.
fn markers(section: SectionLimited<'_, Data<'_>>) -> Result<Vec<u32>> {
    let mut found = Vec::new();
    for data in section {
        let data = data?;
        let DataKind::Active { offset_expr, .. } = data.kind else {
            continue;
        };
        let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
            continue;
        };
        let windows = data.data.windows(MARKER.len());
        let offsets = windows.enumerate().filter(|(_, window)| window == MARKER);
        for (offset, _) in offsets {
            found.push(value.cast_unsigned().wrapping_add(u32::try_from(offset)?));
        }
    }
    Ok(found)
}
