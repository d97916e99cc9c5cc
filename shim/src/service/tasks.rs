//! The tasks of one server.

use super::addresses::Addresses;
use super::console::{Console, Socket};
use super::events::Events;
use super::reply::{Reply, exists, failed, invalid, not_found};
use super::stdio::Streams;
use super::task::{End, Task};
use crate::container;
use crate::program::Containerd;
use crate::zygote::{Create, Mount, Place, Request, Zygote};
use containerd_shim::ExitSignal;
use containerd_shim::api::CreateTaskRequest;
use containerd_shim::protos::events::task::TaskExit;
use containerd_shim::protos::protobuf::MessageField;
use containerd_shim::publisher::RemotePublisher;
use containerd_shim::util::timestamp;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::{Mutex, MutexGuard};

/// How many processes are remembered that ended before they were known to be of a container.
const EARLY: usize = 1024;

/// All tasks, shared between the calls of containerd.
#[derive(Clone)]
pub(super) struct Tasks {
    zygote: &'static Zygote,
    containerd: Containerd,
    pub(super) events: Events,
    exit: Arc<ExitSignal>,
    known: Arc<Mutex<Known>>,
}

#[derive(Default)]
struct Known {
    tasks: HashMap<String, Arc<Mutex<Task>>>,
    /// Names of containers that are being created.
    reserved: Vec<String>,
    early: HashMap<i32, End>,
}

impl Tasks {
    pub(super) fn new(
        zygote: &'static Zygote,
        containerd: Containerd,
        publisher: RemotePublisher,
        exit: Arc<ExitSignal>,
    ) -> Self {
        Self {
            zygote,
            events: Events::new(&containerd.namespace, publisher),
            containerd,
            exit,
            known: Arc::default(),
        }
    }

    /// Returns the task of that name.
    pub(super) async fn find(&self, id: &str) -> Reply<Arc<Mutex<Task>>> {
        let known = self.known.lock().await;
        let task = known.tasks.get(id).cloned();
        task.ok_or_else(|| not_found(format!("there is no container `{id}`")))
    }

    /// Creates a container, and returns its process.
    pub(super) async fn create(&self, request: &CreateTaskRequest) -> Reply<i32> {
        let id = &request.id;
        container::check_id(id).map_err(invalid)?;
        {
            let mut known = self.known.lock().await;
            if known.tasks.contains_key(id) || known.reserved.contains(id) {
                return Err(exists(format!("there is a container `{id}` already")));
            }
            known.reserved.push(id.clone());
        }
        let created = self.create_reserved(request).await;
        let mut known = self.known.lock().await;
        known.reserved.retain(|reserved| reserved != id);
        let task = created?;
        let pid = task.pid;
        let task = Arc::new(Mutex::new(task));
        known.tasks.insert(id.clone(), Arc::clone(&task));
        // The process may have ended in the meantime.
        let early = known.early.remove(&pid);
        drop(known);
        if let Some(end) = early
            && !Path::new(&format!("/proc/{pid}")).exists()
        {
            task.lock().await.set_end(end);
        }
        Ok(pid)
    }

    async fn create_reserved(&self, request: &CreateTaskRequest) -> Reply<Task> {
        let place = Place {
            id: request.id.clone(),
            bundle: PathBuf::from(&request.bundle),
        };
        let addresses = Addresses {
            stdin: request.stdin.clone(),
            stdout: request.stdout.clone(),
            stderr: request.stderr.clone(),
            terminal: request.terminal,
        };
        addresses
            .save(&place.bundle)
            .map_err(|error| failed(format!("cannot write in the bundle: {error}")))?;
        let (mut streams, socket) = match addresses.terminal {
            true => {
                let socket = Socket::listen(&place.bundle);
                let socket = socket.map_err(|error| failed(format!("no terminal: {error}")))?;
                (Streams::default(), Some(socket))
            }
            false => {
                let Addresses {
                    stdin,
                    stdout,
                    stderr,
                    ..
                } = &addresses;
                let streams = Streams::open(stdin, stdout, stderr).map_err(failed)?;
                (streams, None)
            }
        };
        let ask = Request::Create(Create {
            place: place.clone(),
            containerd: self.containerd.clone(),
            mounts: request.rootfs.iter().map(mount).collect(),
            streams: [!addresses.terminal; 3],
            console: socket.as_ref().map(|socket| socket.path().to_owned()),
        });
        let created = self.zygote.request(&ask, &streams.ends()).await;
        let pid = created.map_err(failed)?.pid;
        streams.handed_over();
        let mut task = Task::new(place, pid, addresses, streams);
        if let Some(socket) = socket {
            let console = Self::console(socket, &task.addresses).await;
            match console {
                Ok(console) => task.console = Some(console),
                Err(error) => {
                    let _ = self.ask(Request::Delete(task.place)).await;
                    return Err(failed(format!("no terminal: {error}")));
                }
            }
        }
        Ok(task)
    }

    async fn console(socket: Socket, addresses: &Addresses) -> std::io::Result<Console> {
        let terminal = socket.receive().await?;
        Console::start(terminal, &addresses.stdin, &addresses.stdout)
    }

    /// Has the zygote change a container.
    pub(super) async fn ask(&self, request: Request) -> Reply<()> {
        let done = self.zygote.request(&request, &[]).await;
        done.map(|_| ()).map_err(failed)
    }

    /// Forgets a container that was deleted.
    pub(super) async fn forget(&self, id: &str) {
        self.known.lock().await.tasks.remove(id);
    }

    /// Notes that a process has ended.
    pub(super) async fn ended(&self, pid: i32, status: i32) {
        let end = End {
            status: status.unsigned_abs(),
            at: timestamp().unwrap_or_default(),
        };
        let mut known = self.known.lock().await;
        let mut tasks: Vec<_> = known.tasks.values().cloned().collect();
        if !known.reserved.is_empty() {
            if known.early.len() >= EARLY {
                known.early.clear();
            }
            known.early.insert(pid, end.clone());
        } else {
            known.early.clear();
        }
        drop(known);
        for task in tasks.drain(..) {
            let mut task = task.lock().await;
            if task.pid == pid && task.end().is_none() {
                task.set_end(end);
                self.tell_end(task).await;
                return;
            }
        }
    }

    /// Tells containerd of the end of a container, if that is due.
    pub(super) async fn tell_end(&self, mut task: MutexGuard<'_, Task>) {
        let Some(end) = task.take_news() else { return };
        let (id, pid) = (task.place.id.clone(), task.pid);
        drop(task);
        let event = TaskExit {
            container_id: id.clone(),
            id,
            pid: pid.unsigned_abs(),
            exit_status: end.status,
            exited_at: MessageField::some(end.at),
            ..Default::default()
        };
        self.events.publish(event).await;
    }

    /// Ends the server if it has no tasks.
    pub(super) async fn shut_down(&self) {
        let known = self.known.lock().await;
        if known.tasks.is_empty() && known.reserved.is_empty() {
            self.exit.signal();
        }
    }
}

fn mount(mount: &containerd_shim::protos::types::mount::Mount) -> Mount {
    Mount {
        kind: mount.type_.clone(),
        source: mount.source.clone(),
        options: mount.options.clone(),
    }
}
