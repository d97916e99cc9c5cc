//! The calls of containerd.

use super::KILLED;
use super::reply::{Reply, failed, invalid, not_found, precondition, unsupported};
use super::task::Task;
use super::tasks::Tasks;
use crate::zygote::Request;
use async_trait::async_trait;
use containerd_shim::api::{
    CloseIORequest, ConnectRequest, ConnectResponse, CreateTaskRequest, CreateTaskResponse,
    DeleteRequest, Empty, ExecProcessRequest, KillRequest, PauseRequest, PidsRequest, PidsResponse,
    ResizePtyRequest, ResumeRequest, ShutdownRequest, StartRequest, StartResponse, StateRequest,
    StateResponse, StatsRequest, StatsResponse, UpdateTaskRequest, WaitRequest, WaitResponse,
};
use containerd_shim::cgroup::{collect_metrics, get_cgroup, update_resources};
use containerd_shim::protos::events::task::{
    TaskCreate, TaskDelete, TaskIO, TaskPaused, TaskResumed, TaskStart,
};
use containerd_shim::protos::protobuf::MessageField;
use containerd_shim::protos::shim_async::Task as Service;
use containerd_shim::protos::types::task::{ProcessInfo, Status};
use containerd_shim::util::convert_to_any;
use containerd_shim::{DeleteResponse, TtrpcContext};
use tokio::sync::MutexGuard;

#[async_trait]
impl Service for Tasks {
    async fn create(
        &self,
        _: &TtrpcContext,
        request: CreateTaskRequest,
    ) -> Reply<CreateTaskResponse> {
        if !request.checkpoint.is_empty() || !request.parent_checkpoint.is_empty() {
            return Err(unsupported("a guest cannot be restored from a checkpoint"));
        }
        let pid = self.create(&request).await?.unsigned_abs();
        let io = TaskIO {
            stdin: request.stdin,
            stdout: request.stdout,
            stderr: request.stderr,
            terminal: request.terminal,
            ..Default::default()
        };
        let event = TaskCreate {
            container_id: request.id,
            bundle: request.bundle,
            rootfs: request.rootfs,
            io: MessageField::some(io),
            pid,
            ..Default::default()
        };
        self.events.publish(event).await;
        Ok(CreateTaskResponse {
            pid,
            ..Default::default()
        })
    }

    async fn start(&self, _: &TtrpcContext, request: StartRequest) -> Reply<StartResponse> {
        no_exec(&request.exec_id)?;
        let task = self.find(&request.id).await?;
        let mut task = task.lock().await;
        if task.status() != Status::CREATED {
            return Err(precondition(format!("`{}` was started before", request.id)));
        }
        self.ask(Request::Start(task.place.clone())).await?;
        task.set_started();
        let pid = task.pid.unsigned_abs();
        let event = TaskStart {
            container_id: request.id,
            pid,
            ..Default::default()
        };
        self.events.publish(event).await;
        // It may have ended before containerd was told of the start.
        self.tell_end(task).await;
        Ok(StartResponse {
            pid,
            ..Default::default()
        })
    }

    async fn kill(&self, _: &TtrpcContext, request: KillRequest) -> Reply<Empty> {
        no_exec(&request.exec_id)?;
        let task = self.find(&request.id).await?;
        let mut task = task.lock().await;
        if task.end().is_some() {
            return Err(not_found(format!(
                "the process of `{}` has ended",
                request.id
            )));
        }
        send(&task, request.signal)?;
        // A frozen process of cgroups of version 1 does not end until it thaws.
        if task.paused && request.signal == SIGKILL {
            self.ask(Request::Resume(task.place.clone())).await?;
            task.paused = false;
        }
        Ok(Empty::new())
    }

    async fn pause(&self, _: &TtrpcContext, request: PauseRequest) -> Reply<Empty> {
        let task = self.find(&request.id).await?;
        let mut task = task.lock().await;
        if task.status() != Status::RUNNING {
            return Err(precondition(format!("`{}` is not running", request.id)));
        }
        self.ask(Request::Pause(task.place.clone())).await?;
        task.paused = true;
        let event = TaskPaused {
            container_id: request.id,
            ..Default::default()
        };
        self.events.publish(event).await;
        Ok(Empty::new())
    }

    async fn resume(&self, _: &TtrpcContext, request: ResumeRequest) -> Reply<Empty> {
        let task = self.find(&request.id).await?;
        let mut task = task.lock().await;
        if task.status() != Status::PAUSED {
            return Err(precondition(format!("`{}` is not paused", request.id)));
        }
        self.ask(Request::Resume(task.place.clone())).await?;
        task.paused = false;
        let event = TaskResumed {
            container_id: request.id,
            ..Default::default()
        };
        self.events.publish(event).await;
        Ok(Empty::new())
    }

    async fn delete(&self, _: &TtrpcContext, request: DeleteRequest) -> Reply<DeleteResponse> {
        no_exec(&request.exec_id)?;
        let task = self.find(&request.id).await?;
        let task = task.lock().await;
        if !matches!(task.status(), Status::CREATED | Status::STOPPED) {
            return Err(precondition(format!("`{}` is running", request.id)));
        }
        self.ask(Request::Delete(task.place.clone())).await?;
        let pid = task.pid.unsigned_abs();
        let end = task.end();
        drop(task);
        self.forget(&request.id).await;
        let status = end.as_ref().map_or(KILLED, |end| end.status);
        let at = MessageField::from_option(end.map(|end| end.at));
        let event = TaskDelete {
            container_id: request.id.clone(),
            id: request.id,
            pid,
            exit_status: status,
            exited_at: at.clone(),
            ..Default::default()
        };
        self.events.publish(event).await;
        Ok(DeleteResponse {
            pid,
            exit_status: status,
            exited_at: at,
            ..Default::default()
        })
    }

    async fn wait(&self, _: &TtrpcContext, request: WaitRequest) -> Reply<WaitResponse> {
        no_exec(&request.exec_id)?;
        let task = self.find(&request.id).await?;
        let mut end = task.lock().await.watch_end();
        drop(task);
        let end = end.wait_for(Option::is_some).await;
        let end = end.map_err(|_| not_found(format!("`{}` was deleted", request.id)))?;
        Ok(WaitResponse {
            exit_status: end.as_ref().map_or(KILLED, |end| end.status),
            exited_at: MessageField::from_option(end.as_ref().map(|end| end.at.clone())),
            ..Default::default()
        })
    }

    async fn state(&self, _: &TtrpcContext, request: StateRequest) -> Reply<StateResponse> {
        no_exec(&request.exec_id)?;
        let task = self.find(&request.id).await?;
        let task = task.lock().await;
        let end = task.end();
        let addresses = task.addresses.clone();
        Ok(StateResponse {
            id: request.id,
            bundle: task.place.bundle.display().to_string(),
            pid: task.pid.unsigned_abs(),
            status: task.status().into(),
            stdin: addresses.stdin,
            stdout: addresses.stdout,
            stderr: addresses.stderr,
            terminal: addresses.terminal,
            exit_status: end.as_ref().map_or(0, |end| end.status),
            exited_at: MessageField::from_option(end.map(|end| end.at)),
            ..Default::default()
        })
    }

    async fn pids(&self, _: &TtrpcContext, request: PidsRequest) -> Reply<PidsResponse> {
        let task = self.find(&request.id).await?;
        let task = task.lock().await;
        let cgroup = get_cgroup(running(&task)?).map_err(failed)?;
        let processes = cgroup.procs().into_iter().map(|process| ProcessInfo {
            pid: u32::try_from(process.pid).unwrap_or_default(),
            ..Default::default()
        });
        Ok(PidsResponse {
            processes: processes.collect(),
            ..Default::default()
        })
    }

    async fn stats(&self, _: &TtrpcContext, request: StatsRequest) -> Reply<StatsResponse> {
        let task = self.find(&request.id).await?;
        let task = task.lock().await;
        let cgroup = get_cgroup(running(&task)?).map_err(failed)?;
        let metrics = collect_metrics(&cgroup).map_err(failed)?;
        let stats = convert_to_any(Box::new(metrics)).map_err(failed)?;
        Ok(StatsResponse {
            stats: MessageField::some(stats),
            ..Default::default()
        })
    }

    async fn update(&self, _: &TtrpcContext, request: UpdateTaskRequest) -> Reply<Empty> {
        let task = self.find(&request.id).await?;
        let task = task.lock().await;
        let resources = serde_json::from_slice(&request.resources.value)
            .map_err(|error| invalid(format!("these are no resources: {error}")))?;
        let cgroup = get_cgroup(running(&task)?).map_err(failed)?;
        update_resources(&cgroup, &resources).map_err(failed)?;
        Ok(Empty::new())
    }

    async fn close_io(&self, _: &TtrpcContext, request: CloseIORequest) -> Reply<Empty> {
        no_exec(&request.exec_id)?;
        // The input ends when containerd closes its writer, and not before all of it is read.
        self.find(&request.id).await?;
        Ok(Empty::new())
    }

    async fn resize_pty(&self, _: &TtrpcContext, request: ResizePtyRequest) -> Reply<Empty> {
        no_exec(&request.exec_id)?;
        let task = self.find(&request.id).await?;
        let task = task.lock().await;
        let Some(console) = &task.console else {
            return Err(precondition(format!("`{}` has no terminal", request.id)));
        };
        let size = |number| u16::try_from(number).map_err(invalid);
        let resized = console.resize(size(request.width)?, size(request.height)?);
        resized.map_err(failed)?;
        Ok(Empty::new())
    }

    async fn exec(&self, _: &TtrpcContext, _: ExecProcessRequest) -> Reply<Empty> {
        Err(unsupported("a container of this runtime has one program"))
    }

    async fn connect(&self, _: &TtrpcContext, request: ConnectRequest) -> Reply<ConnectResponse> {
        let task = self.find(&request.id).await?;
        let task_pid = task.lock().await.pid.unsigned_abs();
        Ok(ConnectResponse {
            shim_pid: std::process::id(),
            task_pid,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            ..Default::default()
        })
    }

    async fn shutdown(&self, _: &TtrpcContext, _: ShutdownRequest) -> Reply<Empty> {
        self.shut_down().await;
        Ok(Empty::new())
    }
}

const SIGKILL: u32 = 9;

/// Checks that a call is about the container itself.
fn no_exec(exec_id: &str) -> Reply<()> {
    match exec_id {
        "" => Ok(()),
        _ => Err(unsupported("a container of this runtime has one program")),
    }
}

/// Returns the process of a container, if it has not ended.
fn running(task: &MutexGuard<'_, Task>) -> Reply<u32> {
    match task.end() {
        None => Ok(task.pid.unsigned_abs()),
        Some(_) => Err(precondition(format!("`{}` has ended", task.place.id))),
    }
}

/// Sends a signal to the process of a container, which the server has not reaped yet.
fn send(task: &MutexGuard<'_, Task>, signal: u32) -> Reply<()> {
    let signal = i32::try_from(signal).map_err(invalid)?;
    crate::sys::kill(task.pid, signal).map_err(|error| match error.raw_os_error() {
        Some(libc::ESRCH) => not_found(format!("the process of `{}` has ended", task.place.id)),
        _ => failed(error),
    })
}
