//! The description of a world: from an object file to C.

use std::fmt::Write as _;

use anyhow::{Context, Result, bail};
use wasmparser::{Parser, Payload};
use wit_bindgen_c::component_type_object::linking_symbol;

/// So many bytes are in one line.
const LINE: usize = 24;

/// Writes C which compiles to what is in `object`: a custom section with a description of the world
/// `name`, and the function by which the bindings make sure that it is linked.
pub(crate) fn as_c(object: &[u8], name: &str) -> Result<String> {
    let (section, data) = component_type(object)?;
    let mut code = String::new();
    // An attribute for a section makes data of an array; only the assembler makes a custom section.
    writeln!(
        code,
        "// The world for which `{name}.c` has bindings, as a linker for components reads it. DO NOT EDIT!\n\n\
         __asm__(\".section \\\".custom_section.{section}\\\",\\\"\\\",@\\n\""
    )?;
    for line in data.chunks(LINE) {
        let bytes: Vec<String> = line.iter().map(u8::to_string).collect();
        writeln!(code, "        \".byte {}\\n\"", bytes.join(","))?;
    }
    let symbol = linking_symbol(name);
    writeln!(
        code,
        "        \".text\\n\");\n\nextern void {symbol}(void);\nvoid {symbol}(void) {{}}"
    )?;
    Ok(code)
}

/// The one custom section of `object` that describes a component: its name, and what is in it.
fn component_type(object: &[u8]) -> Result<(String, Vec<u8>)> {
    let mut found = None;
    for payload in Parser::new(0).parse_all(object) {
        let payload = payload.context("the object file with the world cannot be read")?;
        if let Payload::CustomSection(section) = payload
            && section.name().starts_with("component-type")
            && found
                .replace((section.name().to_owned(), section.data().to_owned()))
                .is_some()
        {
            bail!("the object file has more than one world");
        }
    }
    found.context("the object file has no world")
}

#[cfg(test)]
mod tests {
    use super::as_c;

    /// A module with these custom sections.
    fn module(sections: &[(&str, &[u8])]) -> Vec<u8> {
        let mut module = b"\0asm\x01\0\0\0".to_vec();
        for (name, data) in sections {
            let length = |length: usize| u8::try_from(length).expect("short");
            module.extend([0, length(1 + name.len() + data.len()), length(name.len())]);
            module.extend(name.as_bytes());
            module.extend(*data);
        }
        module
    }

    #[test]
    fn a_section_becomes_one() {
        let module = module(&[("producers", &[]), ("component-type:x", &[0, 7, 255])]);
        let code = as_c(&module, "x").expect("one world");
        for part in [
            r#"".section \".custom_section.component-type:x\",\"\",@\n""#,
            r#"".byte 0,7,255\n""#,
            "void __component_type_object_force_link_x(void) {}",
        ] {
            assert!(code.contains(part), "{part} in {code}");
        }
    }

    #[test]
    fn other_modules_are_refused() {
        let world: (&str, &[u8]) = ("component-type:x", &[]);
        for (sections, message) in [
            (&[][..], "no world"),
            (&[("linking", &[][..])], "no world"),
            (&[world, world], "more than one"),
        ] {
            let error = as_c(&module(sections), "x").expect_err(message).to_string();
            assert!(error.contains(message), "{error}");
        }
        as_c(b"not a module", "x").expect_err("no module");
    }
}
