//! A container that is made of an image.

use super::layout::Layout;
use crate::container::{Container, Ended, RUNTIME};
use crate::leftovers;
use serde_json::Value;
use std::path::PathBuf;
use std::process::Output;
use std::sync::Arc;
use tempfile::TempDir;
use wasi_mknod_tests::containerd::Daemon;

/// The container, its image, and its volume at `/v`.
pub(super) struct Made {
    pub(super) container: Container,
    pub(super) image: String,
    volume: TempDir,
}

impl Made {
    /// A container with these arguments, whose image is changed before it is started.
    ///
    /// containerd 1.6 does not make containers of images with layers that it cannot unpack. A
    /// container knows its image by the name, so one for the node is made first.
    pub(super) fn new(daemon: Arc<Daemon>, arguments: &[&str]) -> Self {
        let made = Self::unmade(daemon);
        let bare = Layout::new();
        bare.import(made.daemon(), &made.image, &bare.bare(), &[]);
        let mount = made.mount();
        let create = [
            "containers",
            "create",
            "--runtime",
            RUNTIME,
            "--mount",
            &mount,
            &made.image,
            &made.container.id,
        ];
        made.daemon().ask(&[&create, arguments].concat());
        made
    }

    /// The names and folders of a container that containerd does not know yet.
    pub(super) fn unmade(daemon: Arc<Daemon>) -> Self {
        let container = Container::empty(daemon, RUNTIME);
        Self {
            image: format!("registry.example/{}:1", container.id),
            container,
            volume: tempfile::tempdir().expect("there is room"),
        }
    }

    pub(super) fn daemon(&self) -> &Daemon {
        &self.container.daemon
    }

    /// The option for the volume.
    pub(super) fn mount(&self) -> String {
        let volume = self.volume.path().display();
        format!("type=bind,src={volume},dst=/v,options=rbind:rw")
    }

    /// The path of a node in the volume.
    pub(super) fn node(&self, name: &str) -> PathBuf {
        self.volume.path().join(name)
    }

    /// Gives its image another content.
    pub(super) fn becomes(self, layout: &Layout, target: &Value) -> Self {
        let options = ["--no-unpack", "--all-platforms"];
        layout.import(self.daemon(), &self.image, target, &options);
        self
    }

    /// Runs the container to its end.
    pub(super) fn start(&self) -> Ended {
        let fifos = self.container.root().with_file_name("fifos");
        let fifos = fifos.to_str().expect("the name is the test's");
        let start = ["tasks", "start", "--fifo-dir", fifos, &self.container.id];
        let output = self.daemon().ctr(&start).output();
        self.ended(output.expect("ctr is installed"))
    }

    /// Says how the client ended, and checks that nothing of the task is left.
    pub(super) fn ended(&self, output: Output) -> Ended {
        let ended = Ended::of(output);
        assert_ne!(ended.status, 124, "too long: {}", self.daemon().log());
        leftovers::check(&self.container);
        ended
    }

    /// Removes content of the image from containerd.
    pub(super) fn forget(&self, descriptor: &Value) {
        self.daemon().ask(&["content", "rm", digest(descriptor)]);
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        let id = &self.container.id;
        // A test that fails has said why.
        let _ = self.daemon().ctr(&["containers", "delete", id]).output();
        let _ = self.daemon().ctr(&["images", "rm", &self.image]).output();
    }
}

/// The digest of a descriptor.
pub(super) fn digest(descriptor: &Value) -> &str {
    descriptor["digest"].as_str().expect("it is a descriptor")
}
