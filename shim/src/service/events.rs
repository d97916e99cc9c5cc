//! Events for containerd.

use containerd_shim::Context;
use containerd_shim::event::Event;
use containerd_shim::publisher::RemotePublisher;
use std::sync::Arc;

/// Publishes events in the order of the calls.
#[derive(Clone)]
pub(super) struct Events {
    namespace: Arc<str>,
    publisher: Arc<RemotePublisher>,
}

impl Events {
    pub(super) fn new(namespace: &str, publisher: RemotePublisher) -> Self {
        Self {
            namespace: namespace.into(),
            publisher: Arc::new(publisher),
        }
    }

    /// Hands an event over. One that containerd does not take within seconds is logged.
    pub(super) async fn publish(&self, event: impl Event) {
        let topic = event.topic();
        let published = self
            .publisher
            .publish(Context::default(), &topic, &self.namespace, Box::new(event))
            .await;
        if let Err(error) = published {
            log::warn!("the event {topic} is lost: {error}");
        }
    }
}
