//! The umask of guests, and that of the host process, which belongs to somebody else.

use rustix::fs::{CWD, FileType, Mode, mkdirat, mknodat};
use std::fs;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _, chown};
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use wasi_mknod_tests::{
    Call, Fixture, FrontEnd, Host, Kind, Need, Trials, dir, process, programs, set_default_acl,
};
use wasi_mknod_wasmtime::{NodeTypes, Policy, host_umask_changed};

/// Umasks of host processes.
const HOSTS: [u16; 4] = [0, 0o022, 0o027, 0o777];
const MODE: u16 = 0o7777;

fn main() -> ExitCode {
    let mut trials = Trials::default();
    let guests = &FrontEnd::GUESTS;
    for mask in HOSTS {
        let name = format!("every_mask_is_a_native_one::host_{mask:03o}");
        trials.each_isolated(guests, &name, &[Need::Acls], move |front_end| {
            every_mask_is_a_native_one(front_end, mask);
        });
    }
    trials.each_isolated(
        guests,
        "the_host_changes_its_mind",
        &[],
        the_host_changes_its_mind,
    );
    trials.each_isolated(guests, "no_thread_of_its_own", &[], no_thread_of_its_own);
    trials.each_isolated(
        guests,
        "own_process_umask",
        &[Need::Acls],
        own_process_umask,
    );
    trials.each_isolated(
        guests,
        "a_group_of_others",
        &[Need::Groups],
        a_group_of_others,
    );
    trials.run_once()
}

fn policy() -> Policy {
    Policy::new().node_types(NodeTypes::all()).set_id(true)
}

/// A guest goes through all umasks in directories of all sorts, while a thread of the host makes
/// files of mode 0666. Afterwards a native process does the same as the guest, and the nodes must
/// be equal.
fn every_mask_is_a_native_one(front_end: FrontEnd, host_mask: u16) {
    let sorts = ["plain", "acl", "set-group-id"];
    let trees = ["inside/guest", "inside/native"];
    let fixture = Fixture::in_memory(&[dir("inside/guest"), dir("inside/native")]);
    for tree in trees {
        for sort in sorts {
            fs::create_dir(fixture.root().join(tree).join(sort)).expect("a fresh folder");
        }
        let path = |sort| fixture.root().join(tree).join(sort);
        set_default_acl(&path("acl"), 0o650).expect("the trial needs them");
        // Only root has a second group for certain; for others the bit changes nothing.
        let _ = chown(path("set-group-id"), None, Some(12345));
        let bits = fs::Permissions::from_mode(0o2775);
        fs::set_permissions(path("set-group-id"), bits).expect("our own directory");
    }

    process::set_umask(host_mask);
    let host = Host::new(front_end)
        .preopen(fixture.root().join(trees[0]), "/")
        .policy(policy());
    let host = sorts.iter().fold(host, |host, sort| host.arg(*sort));
    let over = AtomicBool::new(false);
    let outside = fixture.outside();
    thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut count = 0;
            while !over.load(Ordering::Relaxed) || count < 1_000 {
                assert_eq!(host_file(&outside), 0o666 & !u32::from(host_mask));
                count += 1;
            }
        });
        let outcome = host.run(programs::ATTACK_UMASK);
        over.store(true, Ordering::Relaxed);
        outcome.success();
        writer
            .join()
            .expect("the host's files have the host's modes");
    });
    assert_eq!(process::umask(), host_mask);

    for mask in 0..0o1000 {
        process::set_umask(mask);
        for sort in sorts {
            natively(&fixture.root().join(trees[1]).join(sort), mask);
        }
    }
    let [guest, native] = trees.map(|tree| nodes(&fixture.root().join(tree)));
    assert_eq!(guest.len(), 512 * 3 * sorts.len());
    for (guest, native) in guest.iter().zip(&native) {
        assert_eq!(guest, native);
    }
    assert_eq!(guest.len(), native.len());
}

/// The mode that a file of the host gets.
fn host_file(folder: &Path) -> u32 {
    let path = folder.join("host");
    let mut options = fs::OpenOptions::new();
    let file = options.write(true).create_new(true).mode(0o666).open(&path);
    let metadata = file.and_then(|file| file.metadata()).expect("a new file");
    fs::remove_file(path).expect("our own file");
    metadata.permissions().mode() & 0o7777
}

/// What the guest does, done by this process, which has the mask.
fn natively(parent: &Path, mask: u16) {
    let mode = Mode::from_raw_mode(MODE.into());
    let path = |kind: Kind| parent.join(format!("{mask:03o}-{}", kind.name()));
    for (kind, file_type) in [
        (Kind::RegularFile, FileType::RegularFile),
        (Kind::Fifo, FileType::Fifo),
    ] {
        mknodat(CWD, path(kind), file_type, mode, 0).expect("a new name");
    }
    mkdirat(CWD, path(Kind::Directory), mode).expect("a new name");
}

/// A node: its path, its mode, its owner and its group, and its ACL.
type Node = (String, u32, (u32, u32), Vec<u8>);

/// The nodes two levels below: path, mode, owner, access control list.
fn nodes(tree: &Path) -> Vec<Node> {
    use std::os::unix::fs::MetadataExt as _;
    let mut nodes = Vec::new();
    for sort in fs::read_dir(tree).expect("our own directory") {
        let sort = sort.expect("it can be read");
        for entry in fs::read_dir(sort.path()).expect("our own directory") {
            let entry = entry.expect("it can be read");
            let metadata = entry.metadata().expect("it is there");
            let mut acl = vec![0; 256];
            let name = "system.posix_acl_access";
            let length = rustix::fs::lgetxattr(entry.path(), name, &mut acl[..]).unwrap_or(0);
            acl.truncate(length);
            let path = format!("{:?}/{:?}", sort.file_name(), entry.file_name());
            nodes.push((path, metadata.mode(), (metadata.uid(), metadata.gid()), acl));
        }
    }
    nodes.sort();
    nodes
}

/// A host that sets another umask while guests live still has it to itself.
fn the_host_changes_its_mind(front_end: FrontEnd) {
    for (before, after, guest) in [
        (0o022, 0, 0o022),
        (0o022, 0o777, 0o022),
        (0, 0o077, 0),
        (0o077, 0, 0o077),
        (0o077, 0, 0o022),
    ] {
        // Not under a umask that would keep even the test out.
        process::set_umask(0o022);
        let fixture = Fixture::new(&[]);
        process::set_umask(before);
        Host::on(front_end, &fixture)
            .umask(guest)
            .before_run(move || {
                process::set_umask(after);
                host_umask_changed();
            })
            .calls(&[Call::new("new", Kind::Fifo).mode(0o777)])
            .remove(0)
            .expect("a FIFO is granted");
        let mode = fixture.snapshot().mode("inside/new");
        assert_eq!(
            mode,
            0o777 & !guest,
            "host {before:03o} and then {after:03o}"
        );
        assert_eq!(process::umask(), after);
    }
}

/// Where `unshare` is forbidden a mode may come out narrower, and never wider.
fn no_thread_of_its_own(front_end: FrontEnd) {
    process::refuse(process::SystemCall::Unshare, rustix::io::Errno::PERM);
    for host in HOSTS {
        for guest in [0, 0o022, 0o077, 0o777] {
            // Not under a umask that would keep even the test out.
            process::set_umask(0o022);
            let fixture = Fixture::new(&[]);
            process::set_umask(host);
            Host::on(front_end, &fixture)
                .umask(guest)
                .calls(&[Call::new("new", Kind::Fifo).mode(0o777)])
                .remove(0)
                .expect("a FIFO is granted");
            let mode = fixture.snapshot().mode("inside/new");
            assert_eq!(
                mode,
                0o777 & !guest & !host,
                "host {host:03o}, guest {guest:03o}"
            );
            assert_eq!(process::umask(), host);
        }
    }
}

/// Where `unshare` is forbidden and the process has the umask of its only guest, modes are exact.
fn own_process_umask(front_end: FrontEnd) {
    process::refuse(process::SystemCall::Unshare, rustix::io::Errno::PERM);
    for host in HOSTS {
        for guest in [0, 0o022, 0o077, 0o777] {
            // Not under a umask that would keep even the test out.
            process::set_umask(0o022);
            let fixture = Fixture::new(&[dir("inside/plain"), dir("inside/acl")]);
            let acl = fixture.inside().join("acl");
            set_default_acl(&acl, 0o650).expect("the trial needs them");
            process::set_umask(host);
            let calls =
                ["plain/new", "acl/new"].map(|path| Call::new(path, Kind::Fifo).mode(0o777));
            let answers = Host::on(front_end, &fixture)
                .umask(guest)
                .own_process_umask()
                .calls(&calls);
            assert_eq!(answers, [Ok(()), Ok(())]);
            assert_eq!(process::umask(), host, "it is given back");
            process::set_umask(0o022);
            let made = fixture.snapshot();
            assert_eq!(made.mode("inside/plain/new"), 0o777 & !guest);
            assert_eq!(made.mode("inside/acl/new"), 0o650);
        }
    }
}

/// Multiplies the modes that are tried under each mask. With 512 they are all.
const SCALE: &str = "WASI_MKNOD_UMASK_SCALE";

/// The modes that are tried under a mask: all in their turn, over all masks.
fn modes(mask: u16) -> Vec<u16> {
    let scale = std::env::var(SCALE).map_or(1, |scale| scale.parse().expect(SCALE));
    let count: u16 = (8 * scale).min(0o10000);
    let stride = 0o10000 / count;
    // The masks that differ in the bits of the group try different modes.
    let first = mask.wrapping_mul(2657) % stride;
    (0..count).map(|index| first + index * stride).collect()
}

/// In a set-group-ID directory of a group that the user is not in, the kernel decides about the
/// set-group-ID bit before it applies the umask.
fn a_group_of_others(front_end: FrontEnd) {
    const GROUP: u32 = 12345;
    let fixture = Fixture::in_memory(&[dir("inside/guest"), dir("inside/native")]);
    let inside = fixture.inside();
    let allow = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("our own directory");
    };
    for name in ["guest", "native"] {
        chown(inside.join(name), None, Some(GROUP)).expect("the trial needs it");
        allow(&inside.join(name), 0o2777);
    }
    allow(fixture.root(), 0o755);
    allow(&inside, 0o755);
    front_end.preload();
    process::become_ordinary();
    for mask in 0..0o1000 {
        let calls: Vec<Call> = modes(mask)
            .into_iter()
            .map(|mode| {
                Call::new(format!("guest/{mask:03o}-{mode:04o}"), Kind::RegularFile).mode(mode)
            })
            .collect();
        process::set_umask(0o022);
        let host = Host::on(front_end, &fixture).policy(policy()).umask(mask);
        let answers = host.calls(&calls);
        assert!(answers.iter().all(Result::is_ok), "{answers:?}");
        process::set_umask(mask);
        for mode in modes(mask) {
            let path = inside.join(format!("native/{mask:03o}-{mode:04o}"));
            let mode = Mode::from_raw_mode(mode.into());
            mknodat(CWD, path, FileType::RegularFile, mode, 0).expect("a new name");
        }
    }
    let mode = |path: &Path| {
        fs::symlink_metadata(path)
            .expect("it was made")
            .permissions()
            .mode()
    };
    let mut stripped = 0;
    for mask in 0..0o1000 {
        for wanted in modes(mask) {
            let name = format!("{mask:03o}-{wanted:04o}");
            let natively = mode(&inside.join("native").join(&name));
            assert_eq!(mode(&inside.join("guest").join(&name)), natively, "{name}");
            stripped += u32::from(natively & 0o7777 != u32::from(wanted & !mask));
        }
    }
    assert!(stripped > 0, "no set-group-ID bit was taken away");
}
