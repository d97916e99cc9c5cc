//! Connects three plugins by FIFOs that they make themselves: a producer, a filter and a consumer.
//!
//! Each plugin has directories and a policy of its own. The producer may read a text and make one
//! FIFO; the filter may make nothing, and knows nothing of FIFOs; the consumer may make one FIFO,
//! in another directory. None of them can reach more than the pipe to its neighbour.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;
use wasi_mknod_wasmtime::{NodeTypes, Policy, WasiMknodCtx, WasiMknodCtxView, WasiMknodView, p2};
use wasmtime::component::{Component, Linker, ResourceTable};
use wasmtime::{Engine, Result, Store, error::Context as _};
use wasmtime_wasi::p2::bindings::Command;
use wasmtime_wasi::{FsPerms, WasiCtx, WasiCtxView, WasiView};

struct State {
    wasi: WasiCtx,
    mknod: WasiMknodCtx,
    table: ResourceTable,
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView {
            ctx: &mut self.wasi,
            table: &mut self.table,
        }
    }
}

impl WasiMknodView for State {
    fn mknod(&mut self) -> WasiMknodCtxView<'_> {
        WasiMknodCtxView {
            ctx: &mut self.mknod,
            table: &mut self.table,
        }
    }
}

/// A program, and what it is given.
#[derive(Clone)]
struct Plugin {
    linker: Arc<Linker<State>>,
    component: Component,
    directories: Vec<(PathBuf, &'static str, FsPerms)>,
    policy: Policy,
}

impl Plugin {
    /// Runs the plugin to its end, in a store of its own, which closes what it had open.
    async fn run(self, words: Vec<String>) -> Result<()> {
        let mut wasi = WasiCtx::builder();
        wasi.inherit_stdout()
            .inherit_stderr()
            .arg("plugin")
            .args(&words);
        for (path, name, perms) in &self.directories {
            wasi.preopened_dir(path, name, *perms)?;
        }
        let state = State {
            wasi: wasi.build(),
            mknod: WasiMknodCtx::builder()
                .policy(self.policy)
                .max_nodes(1)
                .build(),
            table: ResourceTable::new(),
        };
        let mut store = Store::new(self.component.engine(), state);
        let command = Command::instantiate_async(&mut store, &self.component, &self.linker).await?;
        let outcome = command.wasi_cli_run().call_run(&mut store).await?;
        outcome.map_err(|()| wasmtime::format_err!("the plugin says that it failed"))
    }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [producer, filter, consumer, text, options @ ..] = arguments.as_slice() else {
        wasmtime::bail!(
            "usage: pipeline PRODUCER FILTER CONSUMER TEXT [slow | dies BYTES]; see tests/programs for the plugins"
        );
    };
    let text = Path::new(text);
    let (Some(folder), Some(name)) = (
        text.parent(),
        text.file_name().and_then(|name| name.to_str()),
    ) else {
        wasmtime::bail!("{} is no path of a file", text.display());
    };
    let folder = if folder == Path::new("") {
        Path::new(".")
    } else {
        folder
    };

    let engine = Engine::default();
    let mut linker = Linker::<State>::new(&engine);
    wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
    p2::add_to_linker_async(&mut linker)?;
    let linker = Arc::new(linker);

    let pipes = tempfile::tempdir()?;
    let [first, second] = ["first", "second"].map(|name| pipes.path().join(name));
    std::fs::create_dir(&first)?;
    std::fs::create_dir(&second)?;
    let plugin = |path: &str, directories, policy| -> Result<Plugin> {
        let component = Component::from_file(&engine, path).with_context(|| path.to_owned())?;
        let linker = Arc::clone(&linker);
        Ok(Plugin {
            linker,
            component,
            directories,
            policy,
        })
    };
    let (read, write) = (FsPerms::ReadOnly, FsPerms::ReadWrite);
    let one_fifo = Policy::deny_all().node_types(NodeTypes::FIFO);
    let producer = plugin(
        producer,
        vec![
            (folder.to_owned(), "/data", read),
            (first.clone(), "/out", write),
        ],
        one_fifo.clone(),
    )?;
    let filter = plugin(
        filter,
        vec![(first, "/in", read), (second.clone(), "/out", write)],
        Policy::deny_all(),
    )?;
    let consumer = plugin(consumer, vec![(second, "/in", write)], one_fifo)?;

    // Before the filter opens the FIFOs, they must be there.
    producer
        .clone()
        .run(words(&["prepare", "/out/pipe"]))
        .await?;
    consumer
        .clone()
        .run(words(&["prepare", "/in/pipe"]))
        .await?;

    let start = Instant::now();
    let source = format!("/data/{name}");
    let (mut produce, mut consume) = (vec!["run", &source, "/out/pipe"], vec!["run", "/in/pipe"]);
    match options {
        [] => {}
        [slow] if slow == "slow" => consume[0] = "slow",
        [dies, bytes] if dies == "dies" => produce.push(bytes),
        _ => wasmtime::bail!("{options:?}: what may follow the text is `slow` or `dies BYTES`"),
    }
    let running = [
        ("producer", tokio::spawn(producer.run(words(&produce)))),
        ("filter", tokio::spawn(filter.run(Vec::new()))),
        ("consumer", tokio::spawn(consumer.run(words(&consume)))),
    ];
    for (name, plugin) in running {
        match plugin.await? {
            Ok(()) => println!("{name}: done"),
            Err(error) => println!("{name}: {}", error.root_cause()),
        }
    }
    println!("{:.3} seconds", start.elapsed().as_secs_f64());
    Ok(())
}
