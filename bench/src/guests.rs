//! Engines, linkers and stores of the measured hosts.

use crate::floor;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;
use tokio::task::JoinHandle;
use wasi_mknod_wasmtime::{
    WasiMknodCtx, WasiMknodCtxBuilder, WasiMknodCtxView, WasiMknodView, p2, p3,
};
use wasmtime::component::{Component, Linker, ResourceTable};
use wasmtime::error::Context as _;
use wasmtime::{Config, Engine, InstanceAllocationStrategy, Store};
use wasmtime::{Result, bail, ensure, format_err};
use wasmtime_wasi::p2::bindings::{CommandPre, sync};
use wasmtime_wasi::p2::pipe::MemoryOutputPipe;
use wasmtime_wasi::p3::bindings::CommandPre as CommandPreP3;
use wasmtime_wasi::{FsPerms, WasiCtx, WasiCtxView, WasiView};

/// A front end of the host crate, or a linker that is compared with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FrontEnd {
    /// WASI 0.2 with blocking host functions.
    P2Sync,
    /// The same, in an engine that has no support for concurrent guests, and so no WASI 0.3.
    P2SyncOnly,
    /// The same as [`P2Sync`](Self::P2Sync), in an engine with the pooling allocator.
    P2SyncPooling,
    /// The same as [`P2Sync`](Self::P2Sync), with a `mknod` that does nothing but deny.
    Empty,
    /// The same as [`P2Sync`](Self::P2Sync), with a `mknod` and a `mknod-many` that do nothing but
    /// system calls.
    Bare,
    /// The same as [`Plain`](Self::Plain), with streams that do nothing but the system call.
    BareStreams,
    /// The same as [`P2Sync`](Self::P2Sync), with `wasi:filesystem` as wasmtime-wasi has it.
    Plain,
    /// The same as [`P2Async`](Self::P2Async), with `wasi:filesystem` as wasmtime-wasi has it.
    PlainAsync,
    /// The same as [`P3`](Self::P3), with `wasi:filesystem` as wasmtime-wasi has it.
    PlainP3,
    /// WASI 0.2 with async host functions.
    P2Async,
    /// WASI 0.3.
    P3,
}

/// A guest, and how it is run.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) front_end: FrontEnd,
    /// Whether host functions may block the thread that polls them.
    pub(crate) blocking: bool,
    pub(crate) mknod: WasiMknodCtxBuilder,
    pub(crate) arguments: Vec<String>,
}

impl Job {
    /// A guest under the default policy, whose host functions do not block.
    pub(crate) fn new(front_end: FrontEnd, arguments: Vec<String>) -> Self {
        Self {
            front_end,
            blocking: false,
            mknod: WasiMknodCtx::builder(),
            arguments,
        }
    }
}

/// The data of a store.
pub(crate) struct State {
    wasi: WasiCtx,
    mknod: WasiMknodCtx,
    pub(crate) table: ResourceTable,
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

/// The engine, the linkers and the folder with the guests.
pub(crate) struct Guests {
    engine: Engine,
    engine_for_sync: Engine,
    engine_with_pool: Engine,
    pub(crate) runtime: Runtime,
    folder: PathBuf,
    sync: Linker<State>,
    sync_only: Linker<State>,
    pooling: Linker<State>,
    empty: Linker<State>,
    bare: Linker<State>,
    plain: Linker<State>,
    streams: Linker<State>,
    asynchronous: Linker<State>,
    plain_asynchronous: Linker<State>,
}

/// A guest that is compiled and linked.
#[derive(Clone)]
pub(crate) enum Program {
    P2Sync(sync::CommandPre<State>),
    P2Async(CommandPre<State>),
    P3(CommandPreP3<State>),
}

impl Guests {
    /// Makes an engine as `Engine::default` does, one for blocking host functions only, and linkers
    /// with everything.
    pub(crate) fn new(folder: PathBuf) -> Result<Self> {
        let engine = Engine::default();
        let engine_for_sync = Engine::new(Config::new().concurrency_support(false))?;
        let sync = sync_linker(&engine)?;
        let pool = InstanceAllocationStrategy::pooling();
        let engine_with_pool = Engine::new(Config::new().allocation_strategy(pool))?;
        let sync_only = sync_linker(&engine_for_sync)?;
        let pooling = sync_linker(&engine_with_pool)?;
        let empty = floor_linker(sync_linker(&engine)?, |linker| {
            floor::replace_mknod(linker, floor::deny)
        })?;
        let bare = floor_linker(sync_linker(&engine)?, |linker| {
            floor::replace_mknod(linker, floor::make_fifo)?;
            floor::replace_mknod_many(linker)
        })?;
        let plain = plain_linker(&engine)?;
        let streams = floor_linker(plain_linker(&engine)?, floor::replace_streams)?;
        let plain_asynchronous = plain_asynchronous_linker(&engine)?;
        let mut asynchronous = plain_asynchronous_linker(&engine)?;
        p2::override_filesystem_async(&mut asynchronous)?;
        p3::override_filesystem(&mut asynchronous)?;
        Ok(Self {
            engine,
            engine_for_sync,
            engine_with_pool,
            runtime: Runtime::new()?,
            folder,
            sync,
            sync_only,
            pooling,
            empty,
            bare,
            plain,
            streams,
            asynchronous,
            plain_asynchronous,
        })
    }

    /// The file of the guest `name`.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.wasm"))
    }

    fn engine(&self, front_end: FrontEnd) -> &Engine {
        match front_end {
            FrontEnd::P2SyncOnly => &self.engine_for_sync,
            FrontEnd::P2SyncPooling => &self.engine_with_pool,
            FrontEnd::P2Sync
            | FrontEnd::Empty
            | FrontEnd::Bare
            | FrontEnd::Plain
            | FrontEnd::BareStreams
            | FrontEnd::PlainAsync
            | FrontEnd::PlainP3
            | FrontEnd::P2Async
            | FrontEnd::P3 => &self.engine,
        }
    }

    /// Compiles the guest `name` for `front_end`.
    pub(crate) fn component(&self, name: &str, front_end: FrontEnd) -> Result<Component> {
        let file = self.file(name);
        let component = Component::from_file(self.engine(front_end), &file);
        component.map_err(|error| format_err!("{}: {error:#}", file.display()))
    }

    /// Compiles the guest `name` and links it for `front_end`.
    pub(crate) fn program(&self, name: &str, front_end: FrontEnd) -> Result<Program> {
        self.link(&self.component(name, front_end)?, front_end)
    }

    pub(crate) fn link(&self, component: &Component, front_end: FrontEnd) -> Result<Program> {
        let linker = match front_end {
            FrontEnd::P2Sync => &self.sync,
            FrontEnd::P2SyncOnly => &self.sync_only,
            FrontEnd::P2SyncPooling => &self.pooling,
            FrontEnd::Empty => &self.empty,
            FrontEnd::Bare => &self.bare,
            FrontEnd::Plain => &self.plain,
            FrontEnd::BareStreams => &self.streams,
            FrontEnd::PlainAsync | FrontEnd::PlainP3 => &self.plain_asynchronous,
            FrontEnd::P2Async | FrontEnd::P3 => &self.asynchronous,
        };
        let linked = linker.instantiate_pre(component)?;
        Ok(match front_end {
            FrontEnd::P2Async | FrontEnd::PlainAsync => Program::P2Async(CommandPre::new(linked)?),
            FrontEnd::P3 | FrontEnd::PlainP3 => Program::P3(CommandPreP3::new(linked)?),
            FrontEnd::P2Sync
            | FrontEnd::P2SyncOnly
            | FrontEnd::P2SyncPooling
            | FrontEnd::Empty
            | FrontEnd::Bare
            | FrontEnd::Plain
            | FrontEnd::BareStreams => Program::P2Sync(sync::CommandPre::new(linked)?),
        })
    }

    /// A store for `job` with `dir` as the guest's `/`, and what the guest will write.
    pub(crate) fn store(&self, job: &Job, dir: &Path) -> Result<(Store<State>, MemoryOutputPipe)> {
        let stdout = MemoryOutputPipe::new(1 << 16);
        let mut wasi = WasiCtx::builder();
        wasi.allow_blocking_current_thread(job.blocking)
            .stdout(stdout.clone())
            .inherit_stderr()
            .arg("guest")
            .args(&job.arguments)
            .preopened_dir(dir, "/", FsPerms::ReadWrite)?;
        let mut mknod = job.mknod.clone();
        mknod.allow_blocking_current_thread(job.blocking);
        let state = State {
            wasi: wasi.build(),
            mknod: mknod.build(),
            table: ResourceTable::new(),
        };
        Ok((Store::new(self.engine(job.front_end), state), stdout))
    }

    /// Runs a guest of WASI 0.2 beside others, as a task of the runtime.
    ///
    /// # Errors
    ///
    /// It is linked for another front end.
    pub(crate) fn spawn(&self, program: &Program, job: &Job, dir: &Path) -> Result<Running> {
        let Program::P2Async(program) = program else {
            bail!("the program is not linked for this");
        };
        let (mut store, stdout) = self.store(job, dir)?;
        let program = program.clone();
        let task = self.runtime.spawn(async move {
            let command = program.instantiate_async(&mut store).await?;
            match command.wasi_cli_run().call_run(&mut store).await? {
                Ok(()) => Ok(Instant::now()),
                Err(()) => bail!("the guest failed"),
            }
        });
        Ok(Running { task, stdout })
    }

    /// Waits for a guest and returns when it ended.
    ///
    /// # Errors
    ///
    /// It fails.
    pub(crate) fn end_of(&self, guest: Running) -> Result<Instant> {
        self.runtime.block_on(guest.task)?
    }

    /// Waits for a guest and returns what it wrote.
    ///
    /// # Errors
    ///
    /// It fails.
    pub(crate) fn finish(&self, guest: Running) -> Result<String> {
        let stdout = guest.stdout.clone();
        self.end_of(guest)?;
        String::from_utf8(stdout.contents().into()).context("the guest writes no text")
    }

    /// Runs a guest to its end and returns what it wrote.
    ///
    /// # Errors
    ///
    /// It fails.
    pub(crate) fn run(&self, program: &Program, job: &Job, dir: &Path) -> Result<String> {
        let (mut store, stdout) = self.store(job, dir)?;
        let outcome = match program {
            Program::P2Sync(program) => {
                let command = program.instantiate(&mut store)?;
                command.wasi_cli_run().call_run(&mut store)?
            }
            Program::P2Async(program) => self.runtime.block_on(async {
                let command = program.instantiate_async(&mut store).await?;
                command.wasi_cli_run().call_run(&mut store).await
            })?,
            Program::P3(program) => self.runtime.block_on(async {
                let command = program.instantiate_async(&mut store).await?;
                let run = async |store: &_| command.wasi_cli_run().call_run(store).await;
                store.run_concurrent(run).await?
            })?,
        };
        if outcome.is_err() {
            bail!("the guest failed");
        }
        drop(store);
        String::from_utf8(stdout.contents().into()).context("the guest writes no text")
    }
}

/// A guest that was spawned.
pub(crate) struct Running {
    /// Answers when it ended.
    task: JoinHandle<Result<Instant>>,
    stdout: MemoryOutputPipe,
}

impl Running {
    /// Waits until the guest has written something.
    ///
    /// # Errors
    ///
    /// It ends without.
    pub(crate) fn wait_for_output(&self) -> Result<()> {
        while self.stdout.contents().is_empty() {
            ensure!(!self.task.is_finished(), "a guest ended too early");
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    }
}

fn plain_linker(engine: &Engine) -> Result<Linker<State>> {
    let mut linker = Linker::new(engine);
    wasmtime_wasi::p2::add_to_linker_sync(&mut linker)?;
    p2::add_only_interfaces_to_linker_sync(&mut linker)?;
    Ok(linker)
}

fn plain_asynchronous_linker(engine: &Engine) -> Result<Linker<State>> {
    let mut linker = Linker::new(engine);
    wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
    wasmtime_wasi::p3::add_to_linker(&mut linker)?;
    p2::add_only_interfaces_to_linker_async(&mut linker)?;
    p3::add_only_interfaces_to_linker(&mut linker)?;
    Ok(linker)
}

fn sync_linker(engine: &Engine) -> Result<Linker<State>> {
    let mut linker = plain_linker(engine)?;
    p2::override_filesystem_sync(&mut linker)?;
    Ok(linker)
}

/// Replaces a part of `linker`.
fn floor_linker(
    mut linker: Linker<State>,
    replace: impl FnOnce(&mut Linker<State>) -> Result<()>,
) -> Result<Linker<State>> {
    replace(&mut linker)?;
    Ok(linker)
}
