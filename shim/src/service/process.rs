//! The processes that containerd starts: `start`, `delete`, and the server between them.

use super::cleanup;
use super::exits;
use super::tasks::Tasks;
use crate::RUNTIME;
use crate::program::Containerd;
use crate::zygote::{Place, Zygote};
use async_trait::async_trait;
use containerd_shim::protos::protobuf::{Message as _, MessageField};
use containerd_shim::protos::types::introspection::{RuntimeInfo, RuntimeVersion};
use containerd_shim::publisher::RemotePublisher;
use containerd_shim::{Config, DeleteResponse, Error, ExitSignal, Flags, Shim, StartOpts};
use oci_spec::runtime::Spec;
use std::io::Write as _;
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

/// The annotation by which Kubernetes names the pod of a container.
const POD: &str = "io.kubernetes.cri.sandbox-id";

static ZYGOTE: OnceLock<Zygote> = OnceLock::new();

/// Does what the command line says.
pub(crate) fn main() -> ExitCode {
    let words: Vec<_> = std::env::args_os().skip(1).collect();
    let flags = match containerd_shim::parse(&words) {
        Ok(flags) => flags,
        Err(error) => return failed(&error.to_string()),
    };
    if flags.version {
        println!("{RUNTIME} {}", env!("CARGO_PKG_VERSION"));
        return ExitCode::SUCCESS;
    }
    if flags.info {
        return match write_info() {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => failed(&error),
        };
    }
    // Not after the runtime: it has threads.
    if flags.action.is_empty() {
        match Zygote::start() {
            Ok(zygote) => ZYGOTE.get_or_init(|| zygote),
            Err(error) => return failed(&format!("the zygote cannot be started: {error}")),
        };
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    match runtime {
        Ok(runtime) => {
            runtime.block_on(containerd_shim::run::<Server>(RUNTIME, None));
            // Tasks that wait for containerd hold nothing that is worth waiting for.
            runtime.shutdown_background();
            ExitCode::SUCCESS
        }
        Err(error) => failed(&error.to_string()),
    }
}

fn failed(error: &str) -> ExitCode {
    eprintln!("containerd-shim-wasi-mknod-v1: {error}");
    ExitCode::FAILURE
}

/// Says what containerd 2 asks for.
fn write_info() -> Result<(), String> {
    let info = RuntimeInfo {
        name: RUNTIME.to_owned(),
        version: MessageField::some(RuntimeVersion {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            ..Default::default()
        }),
        ..Default::default()
    };
    let bytes = info.write_to_bytes().map_err(|error| error.to_string())?;
    let written = std::io::stdout().write_all(&bytes);
    written.map_err(|error| error.to_string())
}

/// One of the three processes.
struct Server {
    containerd: Containerd,
    id: String,
    exit: Arc<ExitSignal>,
}

#[async_trait]
impl Shim for Server {
    type T = Tasks;

    async fn new(_runtime: &str, flags: &Flags, _config: &mut Config) -> Self {
        Self {
            containerd: Containerd {
                address: flags.address.clone(),
                namespace: flags.namespace.clone(),
            },
            id: flags.id.clone(),
            exit: Arc::default(),
        }
    }

    async fn start_shim(&mut self, opts: StartOpts) -> Result<String, Error> {
        let group = group()?.unwrap_or_else(|| opts.id.clone());
        let address = containerd_shim::spawn(opts, &group, Vec::new()).await?;
        // containerd looks for the server there when it is restarted.
        containerd_shim::util::write_str_to_file("address", &address).await?;
        Ok(address)
    }

    async fn delete_shim(&mut self) -> Result<DeleteResponse, Error> {
        let bundle = std::env::current_dir().map_err(|error| Error::Other(error.to_string()))?;
        let place = Place {
            id: self.id.clone(),
            bundle,
        };
        cleanup::after_death(&place).map_err(|error| Error::Other(format!("{error:#}")))
    }

    async fn wait(&mut self) {
        self.exit.wait().await;
    }

    async fn create_task_service(&self, publisher: RemotePublisher) -> Self::T {
        let Some(zygote) = ZYGOTE.get() else {
            unreachable!("the server has started it");
        };
        let containerd = self.containerd.clone();
        let tasks = Tasks::new(zygote, containerd, publisher, Arc::clone(&self.exit));
        exits::watch(tasks.clone()).await;
        tasks
    }
}

/// Returns the pod that the container of this bundle belongs to: one server is for all of a pod.
fn group() -> Result<Option<String>, Error> {
    let spec = Spec::load("config.json")
        .map_err(|error| Error::InvalidArgument(format!("config.json: {error}")))?;
    Ok(crate::spec::annotation(&spec, POD).map(str::to_owned))
}
