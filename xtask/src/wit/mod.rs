//! `cargo xtask wit`: WIT files that are copies are equal to where they come from.
//!
//! The interfaces of WASI come from the crate `wasmtime-wasi`, in the version that Cargo.lock names. Our own lie in
//! `wit/`; each published crate has a copy, because a package holds nothing from outside its folder. The bindings for C
//! are made of them.

mod mirror;

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::metadata::Metadata;
use crate::process;
use crate::workspace;
use mirror::Mirror;

/// The folders of copies: from where, to where, and which files. In this order: a copy may be copied on.
const COPIES: [Copy; 13] = [
    Copy {
        from: Source::Package("wasmtime-wasi", "src/p2/wit/deps"),
        to: "wit/p2/deps",
        only: Some(&["clocks.wit", "filesystem.wit", "io.wit"]),
    },
    Copy {
        from: Source::Workspace("wit/p2"),
        to: "host/wit/p2",
        only: None,
    },
    Copy {
        from: Source::Workspace("wit/p2"),
        to: "guest/wit/p2",
        only: None,
    },
    Copy {
        from: Source::Package("wasmtime-wasi", "src/p3/wit/deps"),
        to: "wit/p3/deps",
        only: Some(&["clocks.wit", "filesystem.wit"]),
    },
    Copy {
        from: Source::Workspace("wit/p3"),
        to: "host/wit/p3",
        only: None,
    },
    Copy {
        from: Source::Workspace("wit/p3"),
        to: "guest/wit/p3",
        only: None,
    },
    Copy {
        from: Source::Workspace("wit/p2"),
        to: "guest/python/src/wasi_mknod/wit/deps/wasi-mknod",
        only: Some(&[
            "fifo.wit",
            "imports.wit",
            "metadata.wit",
            "mknod.wit",
            "types.wit",
        ]),
    },
    for_python(
        "guest/python/src/wasi_mknod/wit/deps/wasi-cli",
        &["cli.wit"],
    ),
    for_python(
        "guest/python/src/wasi_mknod/wit/deps/wasi-clocks",
        &["clocks.wit"],
    ),
    for_python(
        "guest/python/src/wasi_mknod/wit/deps/wasi-filesystem",
        &["filesystem.wit"],
    ),
    for_python("guest/python/src/wasi_mknod/wit/deps/wasi-io", &["io.wit"]),
    for_python(
        "guest/python/src/wasi_mknod/wit/deps/wasi-random",
        &["random.wit"],
    ),
    for_python(
        "guest/python/src/wasi_mknod/wit/deps/wasi-sockets",
        &["sockets.wit"],
    ),
];

/// The folder of the bindings for C.
const C_BINDINGS: &str = "guest/c/generated";

struct Copy {
    from: Source,
    to: &'static str,
    /// The names of the files; all there are if there is no such list.
    only: Option<&'static [&'static str]>,
}

/// What our world for Python depends on: packages in folders of their own, because one of them has several files.
const fn for_python(to: &'static str, only: &'static [&'static str]) -> Copy {
    Copy {
        from: Source::Package("wasmtime-wasi", "src/p2/wit/deps"),
        to,
        only: Some(only),
    }
}

enum Source {
    /// A folder of a package that the workspace depends on.
    Package(&'static str, &'static str),
    /// A folder of the workspace.
    Workspace(&'static str),
}

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Change nothing, and fail if a copy differs.
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let metadata = Metadata::load()?;
    let mut count = 0;
    for copy in &COPIES {
        let mirror = Mirror {
            from: &copy.from.dir(&metadata)?,
            to: &workspace::root().join(copy.to),
            only: copy.only,
        };
        count += compare(&mirror, copy.to, &copy.from.name(), arguments)?;
    }
    let bindings = c_bindings(&metadata)?;
    let mirror = Mirror {
        from: bindings.path(),
        to: &workspace::root().join(C_BINDINGS),
        only: None,
    };
    count += compare(&mirror, C_BINDINGS, "what `c-bindings` writes", arguments)?;
    match (count, arguments.check) {
        (0, _) => println!("The WIT files are what their sources say."),
        (_, false) => println!("Mended: {count}."),
        (_, true) => {
            bail!("WIT files that are not what their sources say: {count}. Run `cargo xtask wit`")
        }
    }
    Ok(())
}

/// Says what differs, mends it if that is asked for, and answers how much it was.
fn compare(mirror: &Mirror<'_>, to: &str, source: &str, arguments: &Arguments) -> Result<usize> {
    let differences = mirror.differences()?;
    for difference in &differences {
        println!("{}", difference.describe(to, source));
        if !arguments.check {
            mirror.mend(difference)?;
        }
    }
    Ok(differences.len())
}

/// The bindings for C as they should be. The program that writes them is not part of this workspace, because of what it
/// depends on.
fn c_bindings(metadata: &Metadata) -> Result<TempDir> {
    let dir = tempfile::tempdir().context("cannot make a temporary folder")?;
    let mut command = Command::new(workspace::cargo());
    command
        .current_dir(workspace::root())
        .args(["run", "--quiet", "--locked", "--manifest-path"])
        .arg("xtask/c-bindings/Cargo.toml")
        .arg("--target-dir")
        .arg(metadata.target_dir()?.join("c-bindings"))
        .args(["--", "wit/p2", "guest/c/world.wit"])
        .arg(dir.path());
    process::run(&mut command)?;
    Ok(dir)
}

impl Source {
    fn dir(&self, metadata: &Metadata) -> Result<PathBuf> {
        match self {
            Self::Package(name, folder) => Ok(metadata.package_dir(name)?.join(folder)),
            Self::Workspace(folder) => Ok(workspace::root().join(folder)),
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Package(name, _) => format!("the package {name}"),
            Self::Workspace(folder) => (*folder).to_owned(),
        }
    }
}
