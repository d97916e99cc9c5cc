//! Image layouts that umoci makes and unpacks.

use super::listing::{self, Tree};
use super::tools::{fake, host, run, unpack};
use std::fs;
use std::path::Path;
use wasi_mknod_tests::{Exit, Fixture, FrontEnd, Need, Outcome, Trials};
use wasi_mknod_wasmtime::Devices;

/// Three layers. The second one hides what the first has, and the third changes types.
const LAYERS: [&str; 3] = [
    "mkdir -p keep gone/deep opaque/old both file-dir
     echo 1 >keep/file; echo 1 >keep/hidden; echo 1 >gone/deep/file; echo 1 >opaque/old/file
     echo 1 >opaque/here; echo 1 >both/same; echo 1 >dir-file; echo 1 >file-dir/in
     ln -s keep link-dir; ln keep/file hard; mkfifo fifo; ln -s keep usr-merge
     chmod 2750 keep; chmod 4711 dir-file; chmod 700 opaque",
    "mkdir -p keep opaque both/sub; echo 2 >keep/new; : >keep/.wh.hidden; : >.wh.gone
     echo 2 >opaque/here; : >opaque/.wh..wh..opq; echo 2 >opaque/new
     echo 2 >both/same; : >both/.wh.same; : >both/sub/.wh.never
     echo 2 >usr-merge-file; chmod 700 opaque",
    "mkdir dir-file link-dir; echo 3 >dir-file/in; echo 3 >link-dir/in
     echo 3 >file-dir; echo 3 >fifo; ln fifo hard-fifo; ln -s fifo keep-link; mkdir new
     chmod 555 new",
];

pub(crate) fn add(trials: &mut Trials) {
    let needs = &[Need::Umoci];
    let all = &FrontEnd::ALL_P2;
    trials.each(all, "image::layers", needs, layers);
    trials.each(all, "image::one_layer", needs, one_layer);
    trials.each(&[FrontEnd::P2Sync], "image::choice", needs, choice);
    trials.each(&[FrontEnd::P2Sync], "image::damaged", needs, damaged);
    trials.each(&[FrontEnd::P2Sync], "image::zstd", needs, zstd);
}

/// Makes the layout `inside/image` with these layers, and the image `test`.
fn make(fixture: &Fixture) {
    let root = fixture.root();
    let umoci = |arguments: &[&str]| drop(run("umoci", arguments, root));
    umoci(&["init", "--layout", "inside/image"]);
    umoci(&["new", "--image", "inside/image:test"]);
    for (layer, script) in LAYERS.into_iter().enumerate() {
        let script = format!(
            "umask 022; mkdir outside/{layer}; cd outside/{layer}; {script}
             find . -exec touch -h -d '2001-02-03 04:05:06 UTC' {{}} +
             tar --create --sort=name --no-recursion --file=../{layer}.tar $(find . -mindepth 1 | sort)"
        );
        fake(&script, root);
        let tar = format!("outside/{layer}.tar");
        umoci(&["raw", "add-layer", "--image", "inside/image:test", &tar]);
    }
}

/// The tree that umoci unpacks.
fn expected(fixture: &Fixture) -> Tree {
    let twin = "outside/twin";
    let script = format!("umoci raw unpack --rootless --image inside/image:test {twin}");
    fake(&script, fixture.root());
    normal(listing::list(&fixture.root().join(twin), false))
}

fn found(fixture: &Fixture) -> Tree {
    normal(listing::list(&fixture.inside().join("out"), false))
}

/// Without owners: those of umoci are those of its user.
fn normal(mut tree: Tree) -> Tree {
    tree.remove("");
    tree.values_mut().for_each(|node| node.owner = None);
    tree
}

fn layers(front_end: FrontEnd) {
    let fixture = Fixture::new(&[]);
    make(&fixture);
    let host = host(front_end, &fixture, Devices::Real);
    unpack(&host, &["--no-same-owner", "/image", "/out"]).success();
    let found = found(&fixture);
    for (path, there) in [
        ("keep/new", true),
        ("both/same", true),
        ("gone", false),
        ("opaque/old", false),
    ] {
        assert_eq!(found.contains_key(path), there, "{path}");
    }
    listing::assert_same(&found, &expected(&fixture));
}

/// The layers one by one, by `--layer`, are what the layout is.
fn one_layer(front_end: FrontEnd) {
    let fixture = Fixture::new(&[]);
    make(&fixture);
    let host = host(front_end, &fixture, Devices::Real);
    for layer in 0..LAYERS.len() {
        let from = fixture.outside().join(format!("{layer}.tar"));
        fs::copy(from, fixture.inside().join("layer")).expect("a layer");
        unpack(&host, &["--no-same-owner", "--layer", "/layer", "/out"]).success();
    }
    listing::assert_same(&found(&fixture), &expected(&fixture));
    // Without it, these are files like others.
    let script = "rm -rf inside/out; mkdir outside/plain; tar -x -f outside/1.tar -C outside/plain";
    run("sh", &["-c", script], fixture.root());
    fs::copy(
        fixture.outside().join("1.tar"),
        fixture.inside().join("layer"),
    )
    .expect("a layer");
    unpack(&host, &["--no-same-owner", "/layer", "/out"]).success();
    assert!(fixture.inside().join("out/.wh.gone").exists());
    let plain = normal(listing::list(&fixture.outside().join("plain"), false));
    assert_eq!(
        found(&fixture).keys().collect::<Vec<_>>(),
        plain.keys().collect::<Vec<_>>()
    );
}

fn fails(outcome: &Outcome, message: &str) {
    assert_eq!(outcome.exit, Exit::Status(1), "{outcome}");
    assert!(outcome.stderr.contains(message), "{message}: {outcome}");
    assert_eq!(outcome.stderr.lines().count(), 1, "{outcome}");
}

/// The image is chosen by its name and platform, where there are several.
fn choice(front_end: FrontEnd) {
    let fixture = Fixture::new(&[]);
    make(&fixture);
    let host = host(front_end, &fixture, Devices::Real);
    let umoci = |arguments: &[&str]| drop(run("umoci", arguments, fixture.root()));
    let run = |arguments: &[&str]| unpack(&host, &[&["--list"], arguments, &["/image"]].concat());
    let lines = run(&[]).success().lines().count();
    umoci(&["new", "--image", "inside/image:empty"]);
    umoci(&[
        "config",
        "--image",
        "inside/image:empty",
        "--architecture",
        "riscv64",
        "--os",
        "linux",
    ]);
    fails(
        &run(&[]),
        "several images (choose by --reference or --platform): ",
    );
    assert_eq!(run(&["--reference=test"]).success().lines().count(), lines);
    assert_eq!(run(&["--reference=empty"]).success(), "");
    assert_eq!(run(&["--platform=linux/riscv64"]).success(), "");
    fails(
        &run(&["--platform=plan9/386"]),
        "none of the images of the layout is meant: ",
    );
    fails(
        &run(&["--reference=other"]),
        "none of the images of the layout is meant: ",
    );
    fails(
        &run(&["--reference=test", "--platform=linux/riscv64"]),
        "none of the images of the layout is meant",
    );
}

/// The largest blob: that of a layer.
fn blobs(image: &Path) -> Vec<std::path::PathBuf> {
    let folder = fs::read_dir(image.join("blobs/sha256")).expect("blobs");
    folder.map(|entry| entry.expect("a blob").path()).collect()
}

/// Every file of a layout, changed, cut off or missing: an error that names it, and nothing of the
/// layer that it is about.
fn damaged(front_end: FrontEnd) {
    let fixture = Fixture::new(&[]);
    make(&fixture);
    let image = fixture.inside().join("image");
    let host = host(front_end, &fixture, Devices::Real);
    let files = ["oci-layout", "index.json"].map(|name| image.join(name));
    let script = "umoci gc --layout inside/image";
    run("sh", &["-c", script], fixture.root());
    let mut failures = 0;
    for file in files.iter().chain(&blobs(&image)) {
        let whole = fs::read(file).expect("a file");
        let name = file.file_name().expect("a name").to_string_lossy();
        let mut changed = whole.clone();
        changed[whole.len() / 2] ^= 1;
        let mut broken = vec![
            whole[..whole.len() / 2].to_vec(),
            Vec::new(),
            b"[]".to_vec(),
        ];
        // A changed letter in a file without a digest may be another name.
        broken.extend(
            name.chars()
                .all(|c| c.is_ascii_hexdigit())
                .then_some(changed),
        );
        for bytes in broken {
            fs::write(file, &bytes).expect("a file");
            let outcome = unpack(&host, &["--no-same-owner", "/image", "/out"]);
            // The configuration of an image is not of interest.
            if outcome.exit == Exit::Status(1) {
                fails(&outcome, &name);
                failures += 1;
            }
        }
        fs::remove_file(file).expect("a file");
        let outcome = unpack(&host, &["--no-same-owner", "/image", "/out"]);
        if outcome.exit == Exit::Status(1) {
            fails(
                &outcome,
                if *name == *"oci-layout" {
                    "is no image layout"
                } else {
                    &name
                },
            );
            failures += 1;
        }
        fs::write(file, &whole).expect("a file");
    }
    // Two files of JSON, the manifest, and three layers.
    assert_eq!(failures, 2 * 4 + 4 * 5);
    unpack(&host, &["--no-same-owner", "/image", "/out"]).success();
}

/// umoci writes no zstd. A layer of it is put in by hand, as an index of an index.
fn zstd(front_end: FrontEnd) {
    let fixture = Fixture::new(&[]);
    make(&fixture);
    let script = r#"
        cd inside/image
        zstd -q ../../outside/0.tar -o layer
        put() { digest=$(sha256sum <"$1" | cut -d' ' -f1); size=$(stat -c %s "$1"); mv "$1" blobs/sha256/$digest; }
        put layer
        layer='{"mediaType":"application/vnd.oci.image.layer.v1.tar+zstd","size":'$size',"digest":"sha256:'$digest'"}'
        printf '{}' >config; put config
        config='{"mediaType":"application/vnd.oci.empty.v1+json","size":2,"digest":"sha256:'$digest'"}'
        printf '%s' '{"schemaVersion":2,"config":'"$config"',"layers":['"$layer"']}' >manifest; put manifest
        manifest='{"mediaType":"application/vnd.oci.image.manifest.v1+json","size":'$size',"digest":"sha256:'$digest'","platform":{"os":"linux","architecture":"arm64","variant":"v8"}}'
        attested='{"mediaType":"application/vnd.oci.image.manifest.v1+json","size":2,"digest":"sha256:'$digest'","platform":{"os":"unknown","architecture":"unknown"}}'
        printf '%s' '{"schemaVersion":2,"manifests":['"$manifest,$attested"']}' >inner; put inner
        inner='{"mediaType":"application/vnd.oci.image.index.v1+json","size":'$size',"digest":"sha256:'$digest'","annotations":{"org.opencontainers.image.ref.name":"nested"}}'
        printf '%s' '{"schemaVersion":2,"manifests":['"$inner"']}' >index.json"#;
    run("sh", &["-euc", script], fixture.root());
    let host = host(front_end, &fixture, Devices::Real);
    for choice in [
        "--reference=nested",
        "--platform=linux/arm64/v8",
        "--no-same-owner",
    ] {
        unpack(&host, &["--no-same-owner", choice, "/image", "/out"]).success();
        let found = found(&fixture);
        assert!(found.contains_key("opaque/old/file"), "{choice}");
        fs::remove_dir_all(fixture.inside().join("out")).expect("it is there");
    }
    fails(
        &unpack(&host, &["--platform=linux/arm64", "/image", "/out"]),
        "is meant: nested linux/arm64/v8",
    );
}
