//! The ends of processes.

use super::tasks::Tasks;
use containerd_shim::monitor::{Subject, Topic, monitor_subscribe};

/// Tells the tasks of each process that has ended. The library reaps them, also those whose parent
/// has ended: the processes of containers.
pub(super) async fn watch(tasks: Tasks) {
    let mut exits = match monitor_subscribe(Topic::Pid).await {
        Ok(exits) => exits,
        Err(error) => {
            log::error!("ends of processes cannot be watched: {error}");
            return;
        }
    };
    tokio::spawn(async move {
        while let Some(event) = exits.rx.recv().await {
            if let Subject::Pid(pid) = event.subject {
                tasks.ended(pid, event.exit_code).await;
            }
        }
    });
}
