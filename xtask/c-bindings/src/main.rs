//! Writes the C bindings of the WIT interfaces: `c-bindings WIT-FOLDER WORLD-FILE OUTPUT-FOLDER`.
//!
//! This is what `wit-bindgen c` writes, but for one file. The description of the world, from which
//! a linker makes a component, is an object file there. Here it is C, so that no binary file has to
//! be kept, and any compiler for WebAssembly makes the same of it.
//!
//! It is a program of its own because of what it depends on: only `.ci/wit` needs it.

mod component_type;

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use wit_bindgen_core::Files;
use wit_bindgen_core::wit_parser::Resolve;

/// The generated names and files begin with it.
const NAME: &str = "wasi_mknod";

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let [wit, world, output] = &arguments[..] else {
        eprintln!("usage: c-bindings WIT-FOLDER WORLD-FILE OUTPUT-FOLDER");
        return ExitCode::from(2);
    };
    match run(wit.as_ref(), world.as_ref(), output.as_ref()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(wit: &Path, world: &Path, output: &Path) -> Result<()> {
    let files = generate(wit, world)?;
    fs::create_dir_all(output).with_context(|| format!("cannot make {}", output.display()))?;
    for (name, content) in files.iter() {
        let (name, content) = match Path::new(name).extension() {
            Some(extension) if extension == "o" => (
                Path::new(name).with_extension("c"),
                component_type::as_c(content, NAME)?.into_bytes(),
            ),
            _ => (name.into(), content.to_owned()),
        };
        let path = output.join(name);
        fs::write(&path, content).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

fn generate(wit: &Path, world: &Path) -> Result<Files> {
    let mut resolve = Resolve::default();
    resolve
        .push_dir(wit)
        .with_context(|| format!("cannot read the interfaces in {}", wit.display()))?;
    let text =
        fs::read_to_string(world).with_context(|| format!("cannot read {}", world.display()))?;
    let package = resolve
        .push_str(world, &text)
        .with_context(|| format!("cannot understand {}", world.display()))?;
    let worlds = &resolve.packages[package].worlds;
    let (1, Some(&id)) = (worlds.len(), worlds.values().next()) else {
        bail!(
            "{} has {} worlds: it is to have one",
            world.display(),
            worlds.len()
        );
    };
    let options = wit_bindgen_c::Opts {
        rename_world: Some(NAME.to_owned()),
        ..Default::default()
    };
    let mut files = Files::default();
    options
        .build()
        .generate(&mut resolve, id, &mut files)
        .context("cannot write bindings")?;
    Ok(files)
}
