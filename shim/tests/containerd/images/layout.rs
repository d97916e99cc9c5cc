//! Images as a folder of the OCI image layout.

use super::MKFIFO_ARGUMENTS;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::fs;
use std::process::Command;
use tempfile::TempDir;
use wasi_mknod_tests::containerd::Daemon;

pub(super) const INDEX: &str = "application/vnd.oci.image.index.v1+json";
pub(super) const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
pub(super) const CONFIG: &str = "application/vnd.oci.image.config.v1+json";
const WASM_CONFIG: &str = "application/vnd.wasm.config.v0+json";

/// The media types of layers.
pub(super) const WASM: &str = "application/wasm";
pub(super) const TAR: &str = "application/vnd.oci.image.layer.v1.tar";

/// The content of an image.
pub(super) struct Layout(TempDir);

impl Layout {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().expect("there is room");
        fs::create_dir_all(folder.path().join("blobs/sha256")).expect("the folder is new");
        Self(folder)
    }

    /// Adds content, and returns its descriptor.
    pub(super) fn add(&self, media_type: &str, bytes: &[u8]) -> Value {
        let digest: String = Sha256::digest(bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let path = self.0.path().join("blobs/sha256").join(&digest);
        fs::write(path, bytes).expect("there is room");
        json!({
            "mediaType": media_type,
            "digest": format!("sha256:{digest}"),
            "size": bytes.len(),
        })
    }

    /// Adds a layer with a title.
    pub(super) fn titled(&self, title: &str, bytes: &[u8]) -> Value {
        let mut layer = self.add(WASM, bytes);
        layer["annotations"] = json!({"org.opencontainers.image.title": title});
        layer
    }

    /// Adds a document.
    pub(super) fn document(&self, media_type: &str, document: &Value) -> Value {
        self.add(media_type, document.to_string().as_bytes())
    }

    /// Adds a manifest.
    pub(super) fn manifest(&self, config: &Value, layers: &[Value]) -> Value {
        let manifest = json!({
            "schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": layers,
        });
        self.document(MANIFEST, &manifest)
    }

    /// Adds the manifest of a Wasm OCI artifact.
    pub(super) fn artifact(&self, layers: &[Value]) -> Value {
        let config = json!({
            "created": "2026-11-27T00:00:00Z", "architecture": "wasm", "os": "wasip2",
            "layerDigests": layers.iter().map(|layer| &layer["digest"]).collect::<Vec<_>>(),
        });
        self.manifest(&self.document(WASM_CONFIG, &config), layers)
    }

    /// Adds a manifest with an ordinary configuration of this platform, whose entry point runs `mkfifo`.
    pub(super) fn image(&self, os: &str, architecture: &str, layers: &[Value]) -> Value {
        let unpacked = layers.iter().filter(|layer| layer["mediaType"] == TAR);
        let config = json!({
            "os": os, "architecture": architecture, "config": {"Entrypoint": MKFIFO_ARGUMENTS},
            "rootfs": {
                "type": "layers",
                "diff_ids": unpacked.map(|layer| &layer["digest"]).collect::<Vec<_>>(),
            },
        });
        self.manifest(&self.document(CONFIG, &config), layers)
    }

    /// Adds the manifest of an image for the node, with one layer that has no files.
    pub(super) fn bare(&self) -> Value {
        // The end of an archive.
        let layer = self.add(TAR, &[0; 1024]);
        self.image("linux", node(), &[layer])
    }

    /// Adds an index.
    pub(super) fn index(&self, manifests: &[Value]) -> Value {
        let index = json!({"schemaVersion": 2, "mediaType": INDEX, "manifests": manifests});
        self.document(INDEX, &index)
    }

    /// Gives containerd what `target` describes, as the image `name`.
    pub(super) fn import(&self, daemon: &Daemon, name: &str, target: &Value, options: &[&str]) {
        let mut target = target.clone();
        target["annotations"] = json!({"io.containerd.image.name": name});
        let index = json!({"schemaVersion": 2, "manifests": [target]});
        let folder = self.0.path();
        fs::write(folder.join("index.json"), index.to_string()).expect("there is room");
        let version = json!({"imageLayoutVersion": "1.0.0"});
        fs::write(folder.join("oci-layout"), version.to_string()).expect("there is room");
        let archive = tempfile::NamedTempFile::new().expect("there is room");
        let made = Command::new("tar")
            .arg("--create")
            .arg("--file")
            .arg(archive.path())
            .arg("--directory")
            .arg(folder)
            .args(["oci-layout", "index.json", "blobs"])
            .status();
        assert!(made.expect("tar is installed").success());
        let archive = archive.path().to_str().expect("the name is the test's");
        daemon.ask(&[&["images", "import"], options, &[archive]].concat());
    }
}

/// The architecture of this node, as images name it.
pub(super) fn node() -> &'static str {
    match std::env::consts::ARCH {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        other => other,
    }
}
