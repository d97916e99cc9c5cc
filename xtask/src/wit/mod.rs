//! `cargo xtask wit`: WIT files that are copies are equal to where they come from.
//!
//! The interfaces of WASI come from the crate `wasmtime-wasi`, in the version that Cargo.lock names. Our own lie in
//! `wit/`; each published crate has a copy, because a package holds nothing from outside its folder.

mod mirror;

use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::metadata::{self, Metadata};
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
        let from = copy.from.dir(&metadata)?;
        let mirror = Mirror {
            from: &from,
            to: &metadata::root().join(copy.to),
            only: copy.only,
        };
        for difference in mirror.differences()? {
            count += 1;
            println!("{}", difference.describe(copy.to, &copy.from.name()));
            if !arguments.check {
                mirror.mend(&difference)?;
            }
        }
    }
    match (count, arguments.check) {
        (0, _) => println!("The WIT files are what their sources say."),
        (_, false) => println!("Mended: {count}."),
        (_, true) => {
            bail!("WIT files that are not what their sources say: {count}. Run `cargo xtask wit`")
        }
    }
    Ok(())
}

impl Source {
    fn dir(&self, metadata: &Metadata) -> Result<PathBuf> {
        match self {
            Self::Package(name, folder) => Ok(metadata.package_dir(name)?.join(folder)),
            Self::Workspace(folder) => Ok(metadata::root().join(folder)),
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Package(name, _) => format!("the package {name}"),
            Self::Workspace(folder) => (*folder).to_owned(),
        }
    }
}
