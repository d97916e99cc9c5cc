//! A host for one guest.

use crate::{
    Answer, Call, Exit, Fixture, FrontEnd, Outcome, Program, State, deadline, engine, native_call,
    note, p2, p3, programs,
};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use wasi_mknod_wasmtime::{Devices, Mode, Policy, WasiMknodCtx, WasiMknodCtxBuilder};
use wasmtime::component::{Component, ResourceTable};
use wasmtime_wasi::p2::pipe::{MemoryInputPipe, MemoryOutputPipe};
use wasmtime_wasi::{FsPerms, WasiCtx, WasiCtxBuilder};

/// What a guest writes on one stream is kept up to this length.
const OUTPUT: usize = 1 << 20;

/// How to run guests: with which front end, directories and rights. Every run has a store of its
/// own.
#[derive(Clone)]
pub struct Host {
    pub(crate) front_end: FrontEnd,
    preopens: Vec<(PathBuf, String, FsPerms)>,
    mknod: WasiMknodCtxBuilder,
    args: Vec<String>,
    env: Vec<(String, String)>,
    stdin: Vec<u8>,
    whole: bool,
    own_process_umask: bool,
    driver: Option<Program>,
    dev: Option<String>,
    before_run: Arc<dyn Fn() + Send + Sync>,
}

impl Host {
    /// A host without directories, with the default policy and no arguments.
    pub fn new(front_end: FrontEnd) -> Self {
        let mut mknod = WasiMknodCtx::builder();
        mknod.allow_blocking_current_thread(front_end.blocks());
        Self {
            front_end,
            preopens: Vec::new(),
            mknod,
            args: Vec::new(),
            env: Vec::new(),
            stdin: Vec::new(),
            whole: true,
            own_process_umask: false,
            driver: None,
            dev: None,
            before_run: Arc::new(|| ()),
        }
    }

    /// A host with the folder `inside` of `fixture` as the guest's `/`.
    pub fn on(front_end: FrontEnd, fixture: &Fixture) -> Self {
        Self::new(front_end).preopen(fixture.inside(), "/")
    }

    /// Adds a directory for reading and writing.
    #[must_use]
    pub fn preopen(mut self, path: impl Into<PathBuf>, name: &str) -> Self {
        self.preopens
            .push((path.into(), name.to_owned(), FsPerms::ReadWrite));
        self
    }

    /// Adds a directory for reading only.
    #[must_use]
    pub fn preopen_read_only(mut self, path: impl Into<PathBuf>, name: &str) -> Self {
        self.preopens
            .push((path.into(), name.to_owned(), FsPerms::ReadOnly));
        self
    }

    /// Makes all directories read-only that were added before.
    #[must_use]
    pub fn read_only(mut self) -> Self {
        for (_, _, perms) in &mut self.preopens {
            *perms = FsPerms::ReadOnly;
        }
        self
    }

    /// Sets the policy.
    #[must_use]
    pub fn policy(mut self, policy: Policy) -> Self {
        self.mknod.policy(policy);
        self
    }

    /// Sets the policy for a directory of the host.
    ///
    /// # Panics
    ///
    /// If it cannot be opened.
    #[must_use]
    pub fn directory_policy(mut self, path: impl AsRef<Path>, policy: Policy) -> Self {
        let path = path.as_ref();
        if let Err(error) = self.mknod.directory_policy(path, policy) {
            panic!("{}: {error}", path.display());
        }
        self
    }

    /// Tells the guest to whom nodes belong.
    #[must_use]
    pub fn show_owner(mut self) -> Self {
        self.mknod.show_owner(true);
        self
    }

    /// Says whether devices and owners are real or recorded.
    #[must_use]
    pub fn devices(mut self, devices: Devices) -> Self {
        self.mknod.devices(devices);
        self
    }

    /// Gives the guest devices of its own in the directory `name`.
    #[must_use]
    pub fn dev(mut self, name: &str) -> Self {
        self.dev = Some(name.to_owned());
        self
    }

    /// Leaves `wasi:filesystem` as wasmtime-wasi has it.
    #[must_use]
    pub fn plain(mut self) -> Self {
        self.whole = false;
        self
    }

    /// Sets the guest program that makes calls, in place of `driver_mknod`.
    #[must_use]
    pub fn driver(mut self, program: Program) -> Self {
        self.driver = Some(program);
        self
    }

    /// Sets the umask with which the guest starts.
    #[must_use]
    pub fn umask(mut self, umask: u16) -> Self {
        self.mknod.umask(Mode::from_bits_truncate(umask));
        self
    }

    /// Limits the number of nodes.
    #[must_use]
    pub fn max_nodes(mut self, max_nodes: u64) -> Self {
        self.mknod.max_nodes(max_nodes);
        self
    }

    /// Gives the process the umask of the guest.
    #[must_use]
    pub fn own_process_umask(mut self) -> Self {
        self.own_process_umask = true;
        self
    }

    /// Limits the number of open ends of FIFOs, and that of open devices.
    #[must_use]
    pub fn max_open_fifos(mut self, max_open_fifos: usize) -> Self {
        self.mknod.max_open_fifos(max_open_fifos);
        self
    }

    /// Limits the memory of calls in flight.
    #[must_use]
    pub fn max_bytes_in_flight(mut self, bytes: usize) -> Self {
        self.mknod.max_bytes_in_flight(bytes);
        self
    }

    /// Has the guest end when `is_over` says so.
    #[must_use]
    pub fn interrupt_if(mut self, is_over: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        self.mknod.interrupt_if(is_over);
        self
    }

    /// Adds an argument after the name of the program.
    #[must_use]
    pub fn arg(mut self, arg: impl Into<String>) -> Self {
        self.args.push(arg.into());
        self
    }

    /// Sets an environment variable.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sets what the guest reads on standard input.
    #[must_use]
    pub fn stdin(mut self, stdin: impl Into<Vec<u8>>) -> Self {
        self.stdin = stdin.into();
        self
    }

    /// Sets what to do just before the guest runs, or native code makes its call, when all that it
    /// needs is there.
    #[must_use]
    pub fn before_run(mut self, before_run: impl Fn() + Send + Sync + 'static) -> Self {
        self.before_run = Arc::new(before_run);
        self
    }

    /// Runs a guest program, one of the constants in [`programs`], up to its end.
    ///
    /// # Panics
    ///
    /// If it cannot be run, or does not end within three minutes.
    pub fn run(&self, program: Program) -> Outcome {
        let run = match self.front_end {
            FrontEnd::Native => panic!("native code runs no guests"),
            FrontEnd::P2Sync => p2::run_sync,
            FrontEnd::P2Async | FrontEnd::P2AsyncBlocking => p2::run_async,
            FrontEnd::P3 | FrontEnd::P3Blocking => p3::run,
        };
        let (whole, before_run) = (self.whole, Arc::clone(&self.before_run));
        self.run_by(program, move |state, component| {
            run(state, component, whole, &*before_run)
        })
    }

    /// Runs a guest program of WASI 0.2 with blocking host functions, some of which `alter`
    /// replaces.
    ///
    /// # Panics
    ///
    /// Where [`run`](Self::run) panics.
    pub fn run_altered(&self, program: Program, alter: p2::Add) -> Outcome {
        self.run_by(program, move |state, component| {
            p2::run_altered(state, component, alter)
        })
    }

    fn run_by(
        &self,
        program: Program,
        run: impl FnOnce(State, &Component) -> p2::Run + Send + 'static,
    ) -> Outcome {
        let component = engine::component(program.file(self.front_end));
        let stdout = MemoryOutputPipe::new(OUTPUT);
        let stderr = MemoryOutputPipe::new(OUTPUT);
        let state = self.state(program, &stdout, &stderr);
        let result = deadline::within_limit(move || run(state, &component));
        let outcome = Outcome {
            program: program.name().to_owned(),
            exit: result.map_or(Exit::Hangs, Exit::of),
            stdout: text(&stdout),
            stderr: text(&stderr),
        };
        note(format!("{}: {outcome}", self.front_end));
        assert_ne!(outcome.exit, Exit::Hangs, "{outcome}");
        outcome
    }

    /// Starts a guest program with async host functions, in the runtime that polls the future. The
    /// guest ends when the future is dropped.
    pub fn start(&self, program: Program) -> impl Future<Output = Exit> + Send + 'static {
        let component = engine::component(program.file(self.front_end));
        let state = self.state(
            program,
            &MemoryOutputPipe::new(OUTPUT),
            &MemoryOutputPipe::new(OUTPUT),
        );
        let (whole, before_run) = (self.whole, Arc::clone(&self.before_run));
        let p3 = FrontEnd::ALL_P3.contains(&self.front_end);
        async move {
            Exit::of(match p3 {
                true => p3::start(state, &component, whole, &*before_run).await,
                false => p2::start(state, &component, whole, &*before_run).await,
            })
        }
    }

    fn state(
        &self,
        program: Program,
        stdout: &MemoryOutputPipe,
        stderr: &MemoryOutputPipe,
    ) -> State {
        self.state_with(program, |wasi, mknod| {
            let stdin = MemoryInputPipe::new(self.stdin.clone());
            mknod.stdin(stdin.clone());
            mknod.stdout(stdout.clone()).stderr(stderr.clone());
            wasi.stdin(stdin)
                .stdout(stdout.clone())
                .stderr(stderr.clone());
        })
    }

    /// The data of a store whose standard streams `streams` sets.
    pub(crate) fn state_with(
        &self,
        program: Program,
        streams: impl FnOnce(&mut WasiCtxBuilder, &mut WasiMknodCtxBuilder),
    ) -> State {
        let mut wasi = WasiCtx::builder();
        wasi.arg(program.file(self.front_end));
        if let Some(argument) = program.argument() {
            wasi.arg(argument);
        }
        wasi.args(&self.args).envs(&self.env);
        let mut builder = self.mknod.clone();
        streams(&mut wasi, &mut builder);
        for (path, name, perms) in &self.preopens {
            wasi.preopened_dir(path, name, *perms)
                .unwrap_or_else(|error| panic!("{}: {error:#}", path.display()));
        }
        if let Some(name) = &self.dev {
            builder
                .dev(&mut wasi, name)
                .unwrap_or_else(|error| panic!("{name}: {error:#}"));
        }
        let mut mknod = builder.build();
        if self.own_process_umask {
            assert!(mknod.own_process_umask(), "another guest has it");
        }
        State {
            wasi: wasi.build(),
            mknod,
            table: ResourceTable::new(),
        }
    }

    /// Makes one call, through a guest if the front end has any, and returns its answer.
    ///
    /// The native front end looks at the first directory only: it knows nothing of policies, quotas
    /// and umasks.
    pub fn call(&self, call: &Call) -> Answer {
        let answer = match self.front_end {
            FrontEnd::Native => native_call::make(&self.preopens[0].0, call, &*self.before_run),
            _ => self.calls(std::slice::from_ref(call)).remove(0),
        };
        note(format!("{}: {call:?} answers {answer:?}", self.front_end));
        answer
    }

    /// Makes several calls, in order and through one guest if the front end has any, and returns
    /// the answer to each.
    pub fn calls(&self, calls: &[Call]) -> Vec<Answer> {
        if self.front_end == FrontEnd::Native {
            return calls.iter().map(|call| self.call(call)).collect();
        }
        let lines: String = calls.iter().map(|call| format!("{call}\n")).collect();
        let driver = self.driver.unwrap_or(programs::DRIVER_MKNOD);
        let outcome = self.clone().stdin(lines).run(driver);
        let answers = outcome.success().lines().map(|line| match line {
            "ok" => Ok(()),
            name => Err(name.to_owned()),
        });
        let answers: Vec<Answer> = answers.collect();
        assert_eq!(answers.len(), calls.len(), "{outcome}");
        answers
    }
}

fn text(pipe: &MemoryOutputPipe) -> String {
    String::from_utf8_lossy(&pipe.contents()).into_owned()
}
