//! What a linker must have, and what it gets.

use wasi_mknod_tests::{State, Trials};
use wasi_mknod_wasmtime::{p2, p3};
use wasmtime::component::Linker;
use wasmtime::{Engine, Result};

type Add = fn(&mut Linker<State>) -> Result<()>;

/// A version of WASI: what wasmtime-wasi adds, what this crate adds to it, and what it adds without
/// the overrides.
struct Version {
    interface: &'static str,
    wasi: Add,
    all: Add,
    only_interfaces: Add,
    overrides: Add,
}

const VERSIONS: [(&str, Version); 3] = [
    (
        "p2-sync",
        Version {
            interface: "wasi:filesystem/types@0.2.12",
            wasi: wasmtime_wasi::p2::add_to_linker_sync,
            all: p2::add_to_linker_sync,
            only_interfaces: p2::add_only_interfaces_to_linker_sync,
            overrides: p2::override_filesystem_sync,
        },
    ),
    (
        "p2-async",
        Version {
            interface: "wasi:filesystem/types@0.2.12",
            wasi: wasmtime_wasi::p2::add_to_linker_async,
            all: p2::add_to_linker_async,
            only_interfaces: p2::add_only_interfaces_to_linker_async,
            overrides: p2::override_filesystem_async,
        },
    ),
    (
        "p3",
        Version {
            interface: "wasi:filesystem/types@0.3.0",
            wasi: wasmtime_wasi::p3::add_to_linker,
            all: p3::add_to_linker,
            only_interfaces: p3::add_only_interfaces_to_linker,
            overrides: p3::override_filesystem,
        },
    ),
];

pub(crate) fn add(trials: &mut Trials) {
    for (name, version) in VERSIONS {
        trials.add(format!("{name}::linkers"), &[], move || check(&version));
    }
}

fn check(version: &Version) {
    let engine = Engine::default();
    let new = || Linker::<State>::new(&engine);

    let mut linker = new();
    (version.wasi)(&mut linker).expect("a fresh linker");
    (version.all)(&mut linker).expect("all is there");
    // Once more does no harm to what is replaced, and what is added is there.
    (version.overrides)(&mut linker).expect("all is there");
    assert!((version.only_interfaces)(&mut linker).is_err());
    assert!((version.all)(&mut linker).is_err());

    let mut linker = new();
    (version.only_interfaces)(&mut linker).expect("it needs nothing");
    (version.wasi)(&mut linker).expect("others");
    (version.overrides)(&mut linker).expect("all is there");

    // Without wasmtime-wasi, and with another version of it.
    let mut other = new();
    let name = version
        .interface
        .replace("@0.2.12", "@0.2.99")
        .replace("@0.3.0", "@0.3.99");
    let mut types = other.instance(&name).expect("a fresh linker");
    let open_at = "[method]descriptor.open-at";
    types
        .func_wrap(open_at, |_, ()| Ok(()))
        .expect("a fresh name");
    for mut linker in [new(), other] {
        for add in [version.all, version.overrides] {
            let error = add(&mut linker).expect_err("there is nothing to override");
            let error = error.to_string();
            for part in [open_at, version.interface, "wasmtime-wasi 48"] {
                assert!(error.contains(part), "{error}");
            }
            assert!(!error.contains('\n'), "{error}");
        }
        // Nothing was added.
        (version.wasi)(&mut linker).expect("a fresh interface");
        (version.all)(&mut linker).expect("all is there");
    }
}
