//! The compilation of C guests, and of native programs to compare them with.

use std::ffi::OsStr;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::error::run;
use super::{CError, CProgram, CTools, Compiler, zig};
use crate::Toolchain;

/// The folder of the C library for guests, beneath the root of the workspace.
const LIBRARY: &str = "guest/c";

/// A way to compile the C guests of one workspace.
#[derive(Clone, Debug)]
pub struct CBuild {
    /// The root of the workspace.
    pub root: PathBuf,
    /// Where compiled guests go: into a folder for each compiler.
    pub output: PathBuf,
    /// What there is to compile with.
    pub tools: CTools,
    /// The Rust toolchain, which brings the linker for components.
    pub toolchain: Toolchain,
}

impl CBuild {
    /// The folder for C guests, beneath the one for all guests.
    pub const FOLDER: &str = "c";

    /// What [`compile`](Self::compile) makes for tests to run, relative to the folder for all
    /// guests, and whether a file is a native program.
    ///
    /// # Errors
    ///
    /// A folder with programs cannot be read.
    pub fn outputs(&self) -> io::Result<Vec<(PathBuf, bool)>> {
        let programs = CProgram::list(&self.root, self.tools.programs.as_deref())?;
        let mut outputs = Vec::new();
        for compiler in self.tools.compilers().filter(Compiler::is_zig) {
            let folder = Path::new(Self::FOLDER).join(compiler.name());
            let names = zig::outputs(&self.root)?;
            outputs.extend(names.iter().map(|name| (folder.join(name), false)));
        }
        for program in &programs {
            for compiler in self.tools.compilers() {
                let folder = Path::new(Self::FOLDER).join(compiler.name());
                outputs.extend(
                    program
                        .outputs()
                        .iter()
                        .map(|name| (folder.join(name), false)),
                );
            }
            if program.native {
                let folder = Path::new(Self::FOLDER).join(Compiler::Native.name());
                outputs.push((folder.join(&program.name), true));
            }
        }
        Ok(outputs)
    }

    /// Compiles the library and every program with every compiler there is.
    ///
    /// # Errors
    ///
    /// A compiler fails, or cannot be run.
    pub fn compile(&self) -> Result<(), CError> {
        let programs = CProgram::list(&self.root, self.tools.programs.as_deref())
            .map_err(|error| CError::Io("cannot list the C programs".to_owned(), error))?;
        for compiler in self.tools.compilers() {
            let library = self.library(&compiler)?;
            for program in &programs {
                self.guest(&compiler, program, &library)?;
            }
            self.compile_zig(&compiler)?;
        }
        for program in programs.iter().filter(|program| program.native) {
            let mut command = self.command(&Compiler::Native, program);
            command
                .arg("-o")
                .arg(self.made(&Compiler::Native, &program.name)?);
            run(&mut command)?;
        }
        Ok(())
    }

    /// The files that make up the library: our own and the bindings.
    fn library_sources(&self) -> Result<Vec<PathBuf>, CError> {
        let mut sources = Vec::new();
        for folder in ["src", "generated"] {
            let folder = self.root.join(LIBRARY).join(folder);
            let failed = |error| CError::Io(format!("cannot read {}", folder.display()), error);
            for entry in fs::read_dir(&folder).map_err(failed)? {
                let path = entry.map_err(failed)?.path();
                if path.extension() == Some(OsStr::new("c")) {
                    sources.push(path);
                }
            }
        }
        sources.sort();
        Ok(sources)
    }

    /// Compiles the library and answers where it is.
    fn library(&self, compiler: &Compiler) -> Result<PathBuf, CError> {
        let library = self.made(compiler, "libwasi_mknod.a")?;
        let mut objects = Vec::new();
        for source in self.library_sources()? {
            let name = source.with_extension("o");
            let object = self.made(
                compiler,
                Path::new("objects").join(name.file_name().unwrap_or_default()),
            )?;
            let mut command = compiler.command(&self.cache());
            command.args(["-Wall", "-Wextra", "-Werror", "-c"]);
            command
                .arg(self.include())
                .arg(&source)
                .arg("-o")
                .arg(&object);
            run(&mut command)?;
            objects.push(object);
        }
        // An archive that is there would keep what has been in it.
        match fs::remove_file(&library) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(CError::Io(
                    format!("cannot remove {}", library.display()),
                    error,
                ));
            }
            _ => {}
        }
        let mut command = compiler.archiver(&self.cache());
        run(command.arg("rcs").arg(&library).args(objects))?;
        Ok(library)
    }

    fn guest(&self, compiler: &Compiler, program: &CProgram, library: &Path) -> Result<(), CError> {
        let module = self.made(compiler, format!("{}.module.wasm", program.name))?;
        if program.alone {
            let mut command = self.command(compiler, program);
            return run(command.arg("-o").arg(module));
        }
        let linker = self.linker()?;
        let component = self.made(compiler, format!("{}.wasm", program.name))?;
        let zig = compiler.is_zig();
        // Zig links by itself, and what it makes is a module.
        if zig || program.own {
            let mut command = self.linked(compiler, program, library);
            command.args(compiler.link_flags(None));
            run(command.arg("-o").arg(&module))?;
        }
        if zig {
            return self.componentize(&linker, &module, &component);
        }
        let mut command = self.linked(compiler, program, library);
        command.args(compiler.link_flags(Some(&linker)));
        run(command.arg("-o").arg(component))
    }

    /// The command that compiles and links a guest with our library.
    fn linked(&self, compiler: &Compiler, program: &CProgram, library: &Path) -> Command {
        let mut command = self.command(compiler, program);
        command
            .arg(self.include())
            .args(&program.guest_flags)
            .arg(library);
        command
    }

    /// Makes a component of a module that is linked already: the linker for components runs another
    /// one first, and this time that is a script which hands on what it gets.
    fn componentize(&self, linker: &Path, module: &Path, component: &Path) -> Result<(), CError> {
        let script = self.root.join("xtask/guest-build/linked.sh");
        let mut command = Command::new(linker);
        command.arg("--wasm-ld-path").arg(script);
        run(command.arg(module).arg("-o").arg(component))
    }

    fn command(&self, compiler: &Compiler, program: &CProgram) -> Command {
        let mut command = compiler.command(&self.cache());
        command.args(&program.flags).args(&program.sources);
        command
    }

    fn include(&self) -> String {
        format!("-I{}", self.root.join(LIBRARY).join("include").display())
    }

    /// The cache of a compiler.
    ///
    /// It depends on the names of our headers: zig does not see that a new one hides one of its
    /// own.
    pub(super) fn cache(&self) -> PathBuf {
        let mut names = Vec::new();
        for folder in ["include", "include/sys"] {
            let entries = fs::read_dir(self.root.join(LIBRARY).join(folder));
            names.extend(
                entries
                    .into_iter()
                    .flatten()
                    .flatten()
                    .map(|entry| entry.file_name()),
            );
        }
        names.sort();
        let mut hasher = DefaultHasher::new();
        names.hash(&mut hasher);
        self.output.join(format!("cache-{:016x}", hasher.finish()))
    }

    /// The linker for components, which comes with a compiler of Rust.
    fn linker(&self) -> Result<PathBuf, CError> {
        let tools = self
            .toolchain
            .tools_dir()
            .map_err(|error| CError::Io("cannot ask rustc for its tools".to_owned(), error))?;
        Ok(tools.join("wasm-component-ld"))
    }

    /// The path of a file that `compiler` makes, with a folder around it.
    pub(super) fn made(
        &self,
        compiler: &Compiler,
        name: impl AsRef<Path>,
    ) -> Result<PathBuf, CError> {
        let path = self.output.join(compiler.name()).join(name);
        let folder = path.parent().unwrap_or(&self.output);
        fs::create_dir_all(folder)
            .map_err(|error| CError::Io(format!("cannot make {}", folder.display()), error))?;
        Ok(path)
    }
}
