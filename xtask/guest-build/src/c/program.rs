//! The C programs that there are.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The folders with our C programs, beneath the root of the workspace: one a file.
const FOLDERS: [&str; 2] = ["guest/c/examples", "tests/programs/c"];

/// The folder with the tools in the source of klibc, by the name that the archive has for it.
pub const TOOL_BOX: &str = "klibc-2.0.12";

/// The tools of klibc that are compiled, each with its files. They make nodes, tell what nodes are,
/// or read them.
const TOOLS: [(&str, &[&str]); 4] = [
    ("cat", &["cat.c"]),
    ("ls", &["ls.c"]),
    ("mkfifo", &["mkfifo.c", "file_mode.c"]),
    ("mknod", &["mknod.c"]),
];

/// What the tools of klibc take for granted of the C library for which they are written, and other
/// libraries have in headers that must be asked for. It is the same for native programs and for
/// guests.
const TOOL_FLAGS: [&str; 10] = [
    "-w",
    "-D_GNU_SOURCE",
    "-D__noreturn=void __attribute__((__noreturn__))",
    "-include",
    "stdint.h",
    "-include",
    "fcntl.h",
    "-include",
    "sys/sysmacros.h",
    // There they are written for it, and the standard of that time is asked for.
    "-std=gnu99",
];

/// Those of our programs that are native programs, too, to be compared.
const NATIVE: [&str; 2] = ["calls", "use_subject"];

/// Those of our programs that are compiled without our library, as a compiler does it by itself.
const ALONE: [&str; 1] = ["walk"];

/// What WASI has nothing of, beneath the root of the workspace, for programs that name it.
const ABSENT: &str = "tests/programs/c/absent";

/// A C program.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CProgram {
    /// Its name, and that of the compiled file.
    pub name: String,
    /// Its files.
    pub sources: Vec<PathBuf>,
    /// What the compiler is told.
    pub flags: Vec<String>,
    /// What the compiler is told and is given besides for a guest.
    pub guest_flags: Vec<String>,
    /// Whether it is compiled as a native program, too.
    pub native: bool,
    /// Whether it is compiled without our library, into a core module alone.
    pub alone: bool,
    /// Whether it is one of our programs.
    pub own: bool,
}

impl CProgram {
    /// What it is compiled into for WebAssembly: the names of files, a component first.
    pub fn outputs(&self) -> Vec<String> {
        let component = (!self.alone).then(|| format!("{}.wasm", self.name));
        let module = self.own.then(|| format!("{}.module.wasm", self.name));
        component.into_iter().chain(module).collect()
    }

    /// Lists our programs, and those of others whose source is in the folder `others`.
    ///
    /// # Errors
    ///
    /// A folder cannot be read.
    pub fn list(root: &Path, others: Option<&Path>) -> io::Result<Vec<Self>> {
        let mut programs = Vec::new();
        for folder in FOLDERS {
            for entry in fs::read_dir(root.join(folder))? {
                let path = entry?.path();
                if path.extension().is_some_and(|extension| extension == "c") {
                    programs.push(own(path));
                }
            }
        }
        if let Some(others) = others {
            programs.extend(TOOLS.map(|(name, files)| tool(root, others, name, files)));
        }
        programs.sort();
        Ok(programs)
    }
}

fn own(source: PathBuf) -> CProgram {
    let name = source
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    CProgram {
        native: NATIVE.contains(&&*name),
        alone: ALONE.contains(&&*name),
        own: true,
        name,
        sources: vec![source],
        flags: vec!["-Wall".to_owned(), "-Wextra".to_owned()],
        guest_flags: Vec::new(),
    }
}

fn tool(root: &Path, others: &Path, name: &str, files: &[&str]) -> CProgram {
    let folder = others.join(TOOL_BOX).join("usr/utils");
    let absent = root.join(ABSENT);
    CProgram {
        name: format!("klibc-{name}"),
        sources: files.iter().map(|file| folder.join(file)).collect(),
        flags: TOOL_FLAGS.map(str::to_owned).into(),
        guest_flags: vec![
            "-D_WASI_EMULATED_SIGNAL".to_owned(),
            "-include".to_owned(),
            absent.join("absent.h").display().to_string(),
            absent.join("absent.c").display().to_string(),
        ],
        native: true,
        alone: false,
        own: false,
    }
}
