//! Memory for the adapter far above what a program in Go has.
//!
//! The runtime of Go asks once how large its memory is, takes all of it for its own, and believes
//! that what it gets later follows what it had. So the memory becomes larger, Go is told the old
//! size, and the adapter has its pages where Go does not come: the memory has a maximum that ends
//! its growth before.

use wasm_encoder::{CodeSection, Encode as _, Instruction, MemorySection, MemoryType};
use wasmparser::{BinaryReader, CodeSectionReader, FunctionBody, MemorySectionReader, Operator};
use wasmtime::{Result, bail};

/// The first page that is not Go's: the memory of a program has a GiB.
const FIRST_PAGE: u32 = 16384;
/// The number of bytes in a page.
pub(super) const PAGE: u32 = 65536;

/// The instruction `memory.size` for the first memory.
const MEMORY_SIZE: [u8; 2] = [0x3f, 0];

/// A memory that is larger than its module believes.
#[derive(Clone, Copy)]
pub(super) struct Apart {
    /// The number of pages of the module itself at its start.
    own: u32,
    /// The most pages by which the memory may grow.
    growth: u32,
}

impl Apart {
    /// The address of the memory for the adapter.
    pub(super) const ADDRESS: u32 = FIRST_PAGE * PAGE;

    /// Finds room above the memory that `section` declares.
    pub(super) fn above(section: MemorySectionReader<'_>) -> Result<Self> {
        let memories = section
            .into_iter()
            .collect::<wasmparser::Result<Vec<_>>>()?;
        let own = match memories[..] {
            [memory] if !memory.memory64 && !memory.shared && memory.page_size_log2.is_none() => {
                u32::try_from(memory.initial)?
            }
            _ => bail!("a program in Go has one memory, of 32 bits"),
        };
        match FIRST_PAGE.checked_sub(own) {
            Some(growth) => Ok(Self { own, growth }),
            None => bail!("a program in Go begins with more than a GiB of memory"),
        }
    }

    /// The memory with `pages` for the adapter.
    pub(super) fn memory(self, pages: u32) -> Vec<u8> {
        let minimum = FIRST_PAGE + pages;
        let mut memories = MemorySection::new();
        memories.memory(MemoryType {
            minimum: minimum.into(),
            maximum: Some((minimum + self.growth).into()),
            memory64: false,
            shared: false,
            page_size_log2: None,
        });
        let mut section = Vec::new();
        memories.encode(&mut section);
        section
    }

    /// The code in the section `data`, which finds the memory as large as it was.
    pub(super) fn code(self, data: &[u8]) -> Result<CodeSection> {
        let mut code = CodeSection::new();
        for body in CodeSectionReader::new(BinaryReader::new(data, 0))? {
            let body = body?;
            let bytes = body.as_bytes();
            let asks = bytes
                .windows(MEMORY_SIZE.len())
                .any(|window| window == MEMORY_SIZE);
            match asks {
                true => code.raw(&self.answered(&body)?),
                false => code.raw(bytes),
            };
        }
        Ok(code)
    }

    /// A function in which each question for the size of the memory is answered.
    fn answered(self, body: &FunctionBody<'_>) -> Result<Vec<u8>> {
        let (bytes, start) = (body.as_bytes(), body.range().start);
        let mut answered = Vec::with_capacity(bytes.len());
        let mut copied = 0;
        let mut operators = body.get_operators_reader()?;
        while !operators.eof() {
            let (operator, position) = operators.read_with_offset()?;
            if matches!(operator, Operator::MemorySize { mem: 0 }) {
                let position = position - start;
                answered.extend_from_slice(&bytes[copied..position]);
                Instruction::I32Const(self.own.cast_signed()).encode(&mut answered);
                copied = position + MEMORY_SIZE.len();
            }
        }
        answered.extend_from_slice(&bytes[copied..]);
        Ok(answered)
    }
}
