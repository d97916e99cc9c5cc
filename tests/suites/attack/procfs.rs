//! A `/proc` that is not procfs, as in a chroot or a container whose guest may write to that
//! directory.
//!
//! Whoever looks there for an open file finds another one. The host must not touch that one, and
//! must go on with regular files.

use rustix::io::FdFlags;
use std::fs::{self, File};
use std::io::Read as _;
use std::os::fd::OwnedFd;
use std::os::unix::fs::{MetadataExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;
use wasi_mknod_tests::{
    Bound, Entry, Fixture, FrontEnd, Host, Kind, Need, Trials, device, dir, fifo, file, programs,
};
use wasi_mknod_wasmtime::Policy;

/// Numbers of open files that a host may have.
const NUMBERS: std::ops::Range<u32> = 3..300;
/// When the guest says that its files were modified.
const TIME: (i64, i64) = (1_000_000_000, 5);

/// What is mounted at `/proc`.
#[derive(Clone, Copy, Debug)]
enum Proc {
    /// Procfs.
    Genuine,
    /// An empty directory.
    Absent,
    /// A directory with links to this node of the directory `outside` in place of the open files.
    Forged(&'static str),
    /// A directory with a link to the open files of another process, in procfs at another place.
    OfAnother,
}

pub(crate) fn add(trials: &mut Trials) {
    for (name, proc) in [
        ("genuine", Proc::Genuine),
        ("absent", Proc::Absent),
        ("forged_to_a_file", Proc::Forged("file")),
        ("forged_to_a_fifo", Proc::Forged("fifo")),
        ("forged_to_a_device", Proc::Forged("zero")),
        ("forged_to_another_process", Proc::OfAnother),
    ] {
        trials.each_isolated(
            &FrontEnd::GUESTS,
            &format!("procfs::{name}"),
            &[Need::Devices, Need::Mounts],
            move |front_end| run(front_end, proc),
        );
    }
}

fn run(front_end: FrontEnd, proc: Proc) {
    let fixture = Fixture::new(&entries());
    programs::ATTACK_PROCFS.preload(front_end);
    let elsewhere = TempDir::new().unwrap();
    let mounts = proc.mount(&fixture, elsewhere.path());
    let outside = || fixture.snapshot().beneath("outside");
    let before = outside();
    let refused = match proc {
        Proc::Genuine => "ok",
        _ => "unsupported",
    };
    let zero = "c 1:5 r".parse().expect("a rule");
    Host::on(front_end, &fixture)
        .policy(Policy::default().open_device(zero))
        .umask(0o002)
        .arg(refused)
        .run(programs::ATTACK_PROCFS)
        .success();
    before.assert_same(&outside());
    drop(mounts);

    let inside = fixture.inside();
    for path in ["file", "created"] {
        assert_eq!(fs::read_to_string(inside.join(path)).unwrap(), "new");
    }
    for path in ["file", "dir", "fifo", "zero"] {
        let metadata = fs::metadata(inside.join(path)).unwrap();
        let time = (metadata.mtime(), metadata.mtime_nsec());
        assert_eq!(time, TIME, "{path}");
    }
    assert_eq!(fixture.snapshot().mode("inside/made"), 0o664);
}

fn entries() -> Vec<Entry> {
    let zero = Kind::CharacterDevice(1, 5);
    vec![
        file("inside/file"),
        dir("inside/dir"),
        fifo("inside/fifo"),
        device("inside/zero", zero),
        file("outside/file"),
        fifo("outside/fifo"),
        device("outside/zero", zero),
        dir("outside/proc"),
    ]
}

/// What has to stay for as long as a guest runs.
type Mounts = (Vec<Bound>, Option<Other>);

impl Proc {
    /// Mounts it. Procfs may be mounted at `elsewhere`.
    fn mount(self, fixture: &Fixture, elsewhere: &Path) -> Mounts {
        let outside = fixture.outside();
        let proc = outside.join("proc");
        let bind = |source: &Path, target: &Path| {
            Bound::new(source, target).expect("the trial needs mounts")
        };
        let (mut mounts, mut other) = (Vec::new(), None);
        match self {
            Self::Genuine => return (mounts, other),
            Self::Absent => {}
            Self::Forged(victim) => forge(&proc, &outside.join(victim)),
            Self::OfAnother => {
                mounts.push(bind(Path::new("/proc"), elsewhere));
                let process = Other::start(&outside.join("file"));
                for link in ["self", "thread-self"] {
                    let target = elsewhere.join(process.0.id().to_string());
                    assert!(target.join("fd/100").exists(), "it has these files open");
                    symlink(target, proc.join(link)).expect("a new name");
                }
                other = Some(process);
            }
        }
        mounts.push(bind(&proc, Path::new("/proc")));
        (mounts, other)
    }
}

/// Makes links to `victim` in place of open files, and a FIFO that nobody writes to in place of the
/// status.
fn forge(proc: &Path, victim: &Path) {
    for process in ["self", "thread-self"] {
        let folder: PathBuf = proc.join(process);
        fs::create_dir_all(folder.join("fd")).expect("a new name");
        for number in NUMBERS {
            symlink(victim, folder.join("fd").join(number.to_string())).expect("a new name");
        }
        let mode = rustix::fs::Mode::from_raw_mode(0o644);
        let fifo = rustix::fs::FileType::Fifo;
        rustix::fs::mknodat(rustix::fs::CWD, folder.join("status"), fifo, mode, 0)
            .expect("a new name");
    }
}

/// A process with a file open under every number that the host may have.
struct Other(Child);

impl Other {
    fn start(victim: &Path) -> Self {
        let victim = File::open(victim).expect("it was made");
        let inherited: Vec<OwnedFd> = NUMBERS
            .map(|_| {
                let copy = rustix::io::dup(&victim).expect("so many can be open");
                rustix::io::fcntl_setfd(&copy, FdFlags::empty()).expect("it is open");
                copy
            })
            .collect();
        let child = Command::new("cat")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("`cat` is there");
        drop(inherited);
        Self(child)
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        // The end of its input ends it.
        drop(self.0.stdin.take());
        if let Some(stdout) = &mut self.0.stdout {
            let _ = stdout.read(&mut [0]);
        }
        let _ = self.0.wait();
    }
}
