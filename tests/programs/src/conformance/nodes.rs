//! Node types, modes, umask and device numbers.

use super::check::{fails, same, works};
use super::options::Grant;
use super::row::{Need, Row};
use super::scene::file_type;
use super::version::Conforming;
use crate::Kind;
use wasip2::filesystem::types::{DescriptorType, PathFlags};

const TYPES: &str = "mknod/types";
const MODES: &str = "mknod/modes";
const POLICY: &str = "mknod/policy";
const DEVICES: &str = "mknod/devices";
const UMASK: &str = "mknod/umask";

/// Modes that need no grant.
const PLAIN: [u16; 6] = [0, 0o400, 0o640, 0o777, 0o1000, 0o1777];
/// Modes with set-ID bits.
const SET_ID: [u16; 3] = [0o4755, 0o2755, 0o6777];

pub(super) fn rows<W: Conforming + 'static>() -> Vec<Row<W>> {
    let mut rows = Vec::new();
    for kind in Kind::EACH {
        let granted = Need::Granted(Grant::of(kind));
        rows.push(types(kind));
        for mode in PLAIN {
            let name = format!("{kind} with mode {mode:04o}");
            rows.push(Row::new(MODES, name, &[granted], async move |scene| {
                scene.makes("new", "new", kind, mode).await
            }));
        }
        let lacking = [Need::Unsupported(Grant::of(kind))];
        let name = format!("{kind} that the host cannot make answers unsupported");
        rows.push(Row::new(TYPES, name, &lacking, async move |scene| {
            scene.refuses("new", kind, 0o640, "unsupported").await
        }));
        let denied = [Need::Denied(Grant::of(kind))];
        let name = format!("{kind} without its grant answers not-permitted");
        rows.push(Row::new(POLICY, name, &denied, async move |scene| {
            scene.refuses("new", kind, 0o640, "not-permitted").await
        }));
    }
    for mode in SET_ID {
        set_id(&mut rows, mode);
    }
    devices(&mut rows);
    umask(&mut rows);
    rows
}

/// What `wasi:filesystem` says of a node.
fn types<W: Conforming + 'static>(kind: Kind) -> Row<W> {
    let needs = [
        Need::Granted(Grant::of(kind)),
        Need::Granted(Grant::Filesystem),
    ];
    let name = format!("wasi:filesystem tells the type of a {kind}");
    Row::new(TYPES, name, &needs, async move |scene| {
        scene.makes("new", "new", kind, 0o640).await?;
        let found = W::type_at(&scene.dir, PathFlags::empty(), "new").await;
        let found = works("stat-at of wasi:filesystem", found)?;
        let listed = works("read-directory", W::read_directory(&scene.dir).await)?;
        let listed = listed.into_iter().find(|(name, _)| name == "new");
        same(
            "the type in the listing",
            listed.map(|(_, of)| of),
            Some(found),
        )?;
        match (kind, found) {
            // A host may keep sockets from guests that trap on them.
            (Kind::Socket, DescriptorType::Unknown) => Ok(()),
            (kind, found) => same("the type of stat-at", found, descriptor_type(kind)),
        }
    })
}

fn descriptor_type(kind: Kind) -> DescriptorType {
    match kind {
        Kind::RegularFile => DescriptorType::RegularFile,
        Kind::Directory => DescriptorType::Directory,
        Kind::Fifo => DescriptorType::Fifo,
        Kind::Socket => DescriptorType::Socket,
        Kind::CharacterDevice(..) => DescriptorType::CharacterDevice,
        Kind::BlockDevice(..) => DescriptorType::BlockDevice,
    }
}

fn set_id<W: Conforming + 'static>(rows: &mut Vec<Row<W>>, mode: u16) {
    let name = format!("regular-file with mode {mode:04o}");
    let file = Need::Granted(Grant::RegularFile);
    let needs = [file, Need::Granted(Grant::SetId)];
    rows.push(Row::new(MODES, name, &needs, async move |scene| {
        scene.makes("new", "new", Kind::RegularFile, mode).await
    }));
    let name = format!("mode {mode:04o} without set-id answers not-permitted");
    let needs = [Need::AnyNode, Need::Denied(Grant::SetId)];
    rows.push(Row::new(POLICY, name, &needs, async move |scene| {
        scene
            .refuses("new", scene.kind, mode, "not-permitted")
            .await
    }));
}

fn devices<W: Conforming + 'static>(rows: &mut Vec<Row<W>>) {
    let make: [fn(u32, u32) -> Kind; 2] = [Kind::CharacterDevice, Kind::BlockDevice];
    for kind in make {
        for (major, minor) in [
            (0x1000, 0),
            (0x1001, 3),
            (0, 0x10_0000),
            (u32::MAX, 0),
            (1, u32::MAX),
        ] {
            let kind = kind(major, minor);
            let name = format!("{kind} is out of range: invalid");
            rows.push(Row::new(DEVICES, name, &[], async move |scene| {
                scene.refuses("new", kind, 0o640, "invalid").await
            }));
        }
    }
    let device = [Need::Granted(Grant::Device)];
    let name = "stat-at tells the numbers of two devices apart";
    rows.push(Row::new(DEVICES, name, &device, async move |scene| {
        let (null, block) = (Kind::CharacterDevice(1, 3), Kind::BlockDevice(240, 7));
        scene.makes("null", "null", null, 0o600).await?;
        scene.makes("block", "block", block, 0o600).await?;
        for (path, kind) in [("null", null), ("block", block)] {
            let found = works("stat-at", W::node_stat(&scene.dir, true, path).await)?;
            same(path, found.file_type, file_type(kind))?;
        }
        Ok(())
    }));
}

fn umask<W: Conforming + 'static>(rows: &mut Vec<Row<W>>) {
    for mask in [0o022, 0o027, 0o077, 0o777] {
        let name = format!("{mask:03o} takes its bits from mode 0777");
        rows.push(Row::new(
            UMASK,
            name,
            &[Need::AnyNode],
            async move |scene| {
                W::set_umask(mask);
                works(
                    "mknod",
                    W::make_node(&scene.dir, "new", scene.kind, 0o777).await,
                )?;
                scene.is("new", scene.kind, 0o777 & !mask).await
            },
        ));
    }
    let name = "the sticky bit stays";
    rows.push(Row::new(UMASK, name, &[Need::AnyNode], async |scene| {
        W::set_umask(0o777);
        works(
            "mknod",
            W::make_node(&scene.dir, "new", scene.kind, 0o1777).await,
        )?;
        scene.is("new", scene.kind, 0o1000).await
    }));
    rows.push(Row::new(
        UMASK,
        "the one before is returned",
        &[],
        async |_| {
            for (mask, before) in [(0o027, 0), (0, 0o027)] {
                let found = W::set_umask(mask);
                same(
                    "what umask returns",
                    format!("{found:o}"),
                    format!("{before:o}"),
                )?;
            }
            Ok(())
        },
    ));
    let name = "only the nine permission bits count";
    rows.push(Row::new(UMASK, name, &[], async |_| {
        W::set_umask(0o7777);
        same(
            "the umask",
            format!("{:o}", W::set_umask(0o7000)),
            "777".into(),
        )?;
        same("the umask", format!("{:o}", W::set_umask(0)), "0".into())
    }));
    let name = "it starts as --umask says";
    rows.push(Row::new(UMASK, name, &[], async |scene| {
        same(
            "the first umask",
            format!("{:o}", scene.first_umask),
            format!("{:o}", scene.told_umask),
        )
    }));
    let name = "a call that fails leaves it";
    rows.push(Row::new(UMASK, name, &[], async |scene| {
        W::set_umask(0o031);
        let device = Kind::CharacterDevice(u32::MAX, 0);
        fails(
            "mknod",
            W::make_node(&scene.dir, "new", device, 0).await,
            "invalid",
        )?;
        same("the umask", format!("{:o}", W::set_umask(0)), "31".into())
    }));
}
