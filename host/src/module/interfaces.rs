//! Interfaces of the component model, by the names under which core modules import them.

use super::{REACTOR_ADAPTER, convert};
use wasmparser::names::{ComponentName, ComponentNameKind};
use wasmtime::Result;
use wit_component::metadata;
use wit_parser::{
    InterfaceId, PackageId, PackageName, Resolve, SourceMap, TypeDefKind, WorldId, WorldItem,
    WorldKey,
};

/// The WIT of the package of this crate.
const PACKAGE: [(&str, &str); 6] = [
    (
        "attributes.wit",
        include_str!("../../wit/p2/attributes.wit"),
    ),
    ("fifo.wit", include_str!("../../wit/p2/fifo.wit")),
    ("imports.wit", include_str!("../../wit/p2/imports.wit")),
    ("metadata.wit", include_str!("../../wit/p2/metadata.wit")),
    ("mknod.wit", include_str!("../../wit/p2/mknod.wit")),
    ("types.wit", include_str!("../../wit/p2/types.wit")),
];

/// The name of the world that describes imports, in a package of this name.
const WORLD: &str = "imports";
const WORLD_PACKAGE: &str = "wasi-mknod:module";

/// Interfaces that a core module may import.
pub(super) struct Interfaces {
    resolve: Resolve,
    ids: Vec<InterfaceId>,
    /// The names of imported interfaces that have one in their world only.
    plain: Vec<String>,
    /// Whether there is a description, which may have functions outside of interfaces.
    present: bool,
    export_run: bool,
}

impl Interfaces {
    /// Reads the WIT of WASI 0.2, from the adapter, and that of this package.
    pub(super) fn known() -> Result<Self> {
        let (_, bindgen) = metadata::decode(REACTOR_ADAPTER).map_err(convert)?;
        let mut resolve = bindgen.resolve;
        push_package(&mut resolve)?;
        let ids = resolve.interfaces.iter().map(|(id, _)| id).collect();
        Ok(Self {
            resolve,
            ids,
            plain: Vec::new(),
            present: true,
            export_run: false,
        })
    }

    /// Reads the sections in which `module` describes the interfaces of its own.
    pub(super) fn described_by(module: &[u8]) -> Result<Self> {
        let (stripped, bindgen) = metadata::decode(module)
            .map_err(|error| convert(error.context("its section `component-type` is bad")))?;
        let world = &bindgen.resolve.worlds[bindgen.world];
        let mut described = Self {
            ids: Vec::new(),
            plain: Vec::new(),
            present: stripped.is_some(),
            export_run: world.exports.keys().any(|key| {
                let name = bindgen.resolve.name_world_key(key);
                name.starts_with("wasi:cli/run@")
            }),
            resolve: Resolve::default(),
        };
        for (key, item) in &world.imports {
            match (key, item) {
                (WorldKey::Name(name), WorldItem::Interface { .. }) => {
                    described.plain.push(name.clone());
                }
                (WorldKey::Interface(id), _) => described.ids.push(*id),
                _ => {}
            }
        }
        described.resolve = bindgen.resolve;
        Ok(described)
    }

    /// Whether `wasi:cli/run` is among the exports.
    pub(super) fn export_run(&self) -> bool {
        self.export_run
    }

    /// Whether imports from `module` are described here.
    pub(super) fn cover(&self, module: &str) -> bool {
        // Names of functions outside of interfaces, of exports, and of the other mangling scheme.
        let special =
            module == "$root" || module.starts_with("[export]") || module.starts_with("cm32p2");
        self.present
            && (special
                || self.plain.iter().any(|name| name == module)
                || self.interface(module).is_some())
    }

    /// Finds the interface of the import `name` from `module`.
    pub(super) fn find(&self, module: &str, name: &str) -> Option<InterfaceId> {
        let id = self.interface(module)?;
        let interface = &self.resolve.interfaces[id];
        let known = match name.strip_prefix("[resource-drop]") {
            Some(resource) => interface
                .types
                .get(resource)
                .is_some_and(|id| matches!(self.resolve.types[*id].kind, TypeDefKind::Resource)),
            None => interface.functions.contains_key(name),
        };
        known.then_some(id)
    }

    /// Finds an interface by the name of a module, such as `wasi:io/poll@0.2.12`. The version may
    /// be another one that is compatible.
    pub(super) fn interface(&self, module: &str) -> Option<InterfaceId> {
        let (wanted, name) = parse(module)?;
        self.ids.iter().copied().find(|id| {
            let interface = &self.resolve.interfaces[*id];
            let package = interface.package.map(|id| &self.resolve.packages[id].name);
            interface.name.as_ref() == Some(&name)
                && package.is_some_and(|package| are_compatible(package, &wanted))
        })
    }

    /// The name of an interface with its version.
    pub(super) fn full_name(&self, module: &str) -> Option<String> {
        self.resolve.id_of(self.interface(module)?)
    }

    /// Makes a world that imports the interfaces `used`, and what they use in turn.
    ///
    /// Interfaces that the module does not import are left out: each is an import of the component
    /// that a host would have to have.
    pub(super) fn world_of(self, used: &[InterfaceId]) -> Result<(Resolve, WorldId)> {
        let mut resolve = self.resolve;
        let mut text = format!("package {WORLD_PACKAGE};\nworld {WORLD} {{\n");
        let mut names: Vec<_> = used.iter().filter_map(|id| resolve.id_of(*id)).collect();
        names.sort();
        names.dedup();
        for name in names {
            text += &format!("  import {name};\n");
        }
        text += "}\n";
        let package = resolve.push_source("world.wit", &text).map_err(convert)?;
        let world = resolve
            .select_world(&[package], Some(WORLD))
            .map_err(convert)?;
        Ok((resolve, world))
    }
}

fn push_package(resolve: &mut Resolve) -> Result<PackageId> {
    let mut map = SourceMap::default();
    for (file, text) in PACKAGE {
        map.push_str(file, text);
    }
    let group = map.parse().map_err(|(_, error)| convert(error))?;
    resolve.push_group(group).map_err(convert)
}

/// Takes the name of an interface apart.
fn parse(module: &str) -> Option<(PackageName, String)> {
    let name = ComponentName::new(module, 0).ok()?;
    let ComponentNameKind::Interface(name) = name.kind() else {
        return None;
    };
    let package = PackageName {
        namespace: name.namespace().to_string(),
        name: name.package().to_string(),
        version: name.version(None).ok()?,
    };
    Some((package, name.interface().to_string()))
}

/// Whether an interface of one package may stand for that of the other.
fn are_compatible(one: &PackageName, other: &PackageName) -> bool {
    let versions = match (&one.version, &other.version) {
        (Some(one), Some(other)) => {
            PackageName::version_compat_track(one) == PackageName::version_compat_track(other)
        }
        (one, other) => one == other,
    };
    versions && one.namespace == other.namespace && one.name == other.name
}

#[cfg(test)]
mod tests {
    use super::{Interfaces, PACKAGE};
    use std::collections::BTreeSet;

    #[test]
    fn all_files_of_the_package_are_known() {
        let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/wit/p2")).unwrap();
        let names = folder.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let files: BTreeSet<_> = names.filter(|name| name.ends_with(".wit")).collect();
        let known = PACKAGE.map(|(name, _)| name.to_owned());
        assert_eq!(files, BTreeSet::from(known));
    }

    #[test]
    fn imports_are_found_by_compatible_names() {
        let known = Interfaces::known().unwrap();
        for (module, name, is_known) in [
            ("wasi-mknod:filesystem/mknod@0.2.0", "mknod", true),
            ("wasi-mknod:filesystem/mknod@0.2.7", "mknod", true),
            ("wasi-mknod:filesystem/mknod@0.3.0", "mknod", false),
            ("wasi-mknod:filesystem/mknod", "mknod", false),
            ("wasi-mknod:filesystem/fifo@0.2.0", "open-reader", true),
            ("wasi-mknod:filesystem/fifo@0.2.0", "mknod", false),
            (
                "wasi:filesystem/types@0.2.3",
                "[method]descriptor.stat",
                true,
            ),
            (
                "wasi:filesystem/types@0.2.3",
                "[resource-drop]descriptor",
                true,
            ),
            (
                "wasi:filesystem/types@0.2.3",
                "[resource-drop]error-code",
                false,
            ),
            ("wasi:io/poll@0.2.0", "poll", true),
            (
                "wasi:sockets/tcp-create-socket@0.2.0",
                "create-tcp-socket",
                true,
            ),
            ("wasi:http/types@0.2.0", "[resource-drop]fields", false),
            ("env", "mknod", false),
            ("", "", false),
        ] {
            assert_eq!(
                known.find(module, name).is_some(),
                is_known,
                "{module} {name}"
            );
        }
    }
}
