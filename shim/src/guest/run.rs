//! The run of a guest.

use super::state::State;
use crate::seccomp::Filters;
use crate::spec::{self, Plan};
use crate::sys;
use oci_spec::runtime::Spec;
use std::collections::HashMap;
use std::os::fd::RawFd;
use std::path::Path;
use wasi_mknod_wasmtime::command::{self, Command, Form};
use wasmtime::component::Component;
use wasmtime::component::types::ComponentItem;
use wasmtime::error::Context as _;
use wasmtime::{Engine, Result, Store, bail};

/// How many bytes a guest may hand over in one call of the host.
const BYTES_PER_CALL: usize = 64 << 20;

/// The exit status of a guest that traps, as of a process that aborts.
const TRAPPED: i32 = 134;

/// A compiled program, with its imports resolved, and what it may do.
pub(crate) struct Guest {
    plan: Plan,
    engine: Engine,
    command: Command<State>,
    /// The descriptors of the mapped code, in ascending order.
    mapped: Vec<RawFd>,
}

impl Guest {
    /// Maps the program. This is done before the container exists: it does not see the file.
    ///
    /// # Errors
    ///
    /// If the program imports what there is not, or is no command.
    pub(crate) fn prepare(plan: Plan, engine: Engine, artefact: &Path) -> Result<Self> {
        let before = sys::open_descriptors()?;
        let component = sys::deserialize(&engine, artefact)
            .with_context(|| format!("the compiled code `{}` is damaged", artefact.display()))?;
        let mut mapped = sys::open_descriptors()?;
        mapped.retain(|fd| !before.contains(fd));
        let command = command(&engine, &component)
            .with_context(|| format!("the program `{}` cannot be run", plan.name()))?;
        if !plan.starts_in_root() && !asks_for_directory(&component) {
            bail!(
                "`process.cwd` is `{}`, and the program `{}` starts in `/`: it does not import \
                 `initial-cwd` of `wasi:cli/environment`; set `process.cwd` to `/`",
                plan.working_directory,
                plan.name()
            );
        }
        Ok(Self {
            plan,
            engine,
            command,
            mapped,
        })
    }

    /// Runs the guest to its end in this process, and returns the exit status.
    pub(crate) fn run(
        &self,
        spec: &Spec,
        added: &HashMap<String, String>,
        filters: &Filters,
    ) -> i32 {
        match self.try_run(spec, added, filters) {
            Ok(status) => i32::from(status),
            Err(error) => {
                let text = format!("{error:#}");
                let words: Vec<&str> = text.split_whitespace().collect();
                let name = self.plan.name();
                eprintln!("wasi-mknod: `{name}` trapped: {}", words.join(" "));
                TRAPPED
            }
        }
    }

    fn try_run(
        &self,
        spec: &Spec,
        added: &HashMap<String, String>,
        filters: &Filters,
    ) -> Result<u8> {
        // The guest cannot name descriptors of the node, and neither can who escapes from it.
        sys::close_all_but(&self.mapped)?;
        spec::as_after_exec(spec::process(spec)?)?;
        filters.install()?;
        let state = State::new(&self.plan, added)?;
        let mut store = Store::new(&self.engine, state);
        store.limiter(|state| &mut state.limits);
        store.set_hostcall_fuel(BYTES_PER_CALL);
        self.command.run(&mut store)
    }
}

fn command(engine: &Engine, component: &Component) -> Result<Command<State>> {
    let form = Form::of(component);
    let linker = match form {
        Form::Sync => command::linker_sync(engine, false)?,
        Form::Async | Form::P3 => command::linker_async(engine, false, true)?,
    };
    let pre = linker
        .instantiate_pre(component)
        .context("it imports what this runtime does not have")?;
    Command::new(form, pre).context("it is a library: it does not export wasi:cli/run")
}

/// Whether the guest asks in which directory it starts. For others, the C library of WASI among
/// them, a relative path starts at `/`.
fn asks_for_directory(component: &Component) -> bool {
    let engine = component.engine();
    let ty = component.component_type();
    ty.imports(engine).any(|(name, import)| match import.ty {
        ComponentItem::ComponentInstance(interface) => {
            name.starts_with("wasi:cli/environment@")
                && interface
                    .exports(engine)
                    .any(|(name, _)| name == "initial-cwd" || name == "get-initial-cwd")
        }
        _ => false,
    })
}
