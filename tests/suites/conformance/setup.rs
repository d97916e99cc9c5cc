//! What a host grants, and what the guest is told of it.

use wasi_mknod_tests::{Fixture, FrontEnd, Host, Need, dir};
use wasi_mknod_wasmtime::{Devices, NodeTypes, Policy};

/// A way to set up a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Setup {
    /// All is granted but devices, which not every user can make.
    Granted,
    /// Devices are granted, too.
    Devices,
    /// Devices are granted, and recorded.
    Recorded,
    /// Nothing is granted.
    Denied,
    /// There is a quota of three nodes.
    Quota,
}

impl Setup {
    pub(crate) const ALL: [Self; 5] = [
        Self::Granted,
        Self::Devices,
        Self::Recorded,
        Self::Denied,
        Self::Quota,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Devices => "devices",
            Self::Recorded => "recorded",
            Self::Denied => "denied",
            Self::Quota => "quota",
        }
    }

    pub(crate) fn needs(self, by_runner: bool) -> &'static [Need] {
        match (self, by_runner) {
            (Self::Devices, true) => &[Need::Devices, Need::Runner],
            (Self::Devices, false) => &[Need::Devices],
            (Self::Recorded, true) => &[Need::UserAttributes, Need::Runner],
            (Self::Recorded, false) => &[Need::UserAttributes],
            (Self::Granted | Self::Denied | Self::Quota, true) => &[Need::Runner],
            (Self::Granted | Self::Denied | Self::Quota, false) => &[],
        }
    }

    /// The arguments of the guest.
    pub(crate) fn arguments(self) -> Vec<String> {
        let words = match self {
            Self::Granted => {
                "--read-only --granted fifo,socket,regular-file,directory,set-id,mode,owner,filesystem"
            }
            Self::Devices | Self::Recorded => {
                "--granted fifo,socket,regular-file,directory,set-id,mode,owner,filesystem,device device block"
            }
            Self::Denied => "--read-only --umask 027",
            Self::Quota => "--granted fifo --quota 3",
        };
        words.split(' ').map(str::to_owned).collect()
    }

    /// A host with this set-up, whose guest has a writable and a read-only directory.
    pub(crate) fn host(self, front_end: FrontEnd, fixture: &Fixture) -> Host {
        let host = Host::on(front_end, fixture).preopen_read_only(fixture.outside(), "/ro");
        let rule = |rule: &str| rule.parse().expect("a rule");
        let granted = Policy::new()
            .node_types(NodeTypes::all())
            .change_mode(true)
            .change_owner(true)
            .device(rule("!a *:* m"));
        let host = match self {
            Self::Granted => host.policy(granted.set_id(true)).show_owner(),
            Self::Devices | Self::Recorded => {
                let devices = granted.device(rule("c 1:3 m")).device(rule("b 240:7 m"));
                let host = host.policy(devices.set_id(true)).show_owner();
                match self {
                    Self::Recorded => host.devices(Devices::Recorded),
                    _ => host,
                }
            }
            Self::Denied => host.policy(Policy::deny_all()).umask(0o027),
            Self::Quota => host.max_nodes(3),
        };
        let arguments = self.arguments().into_iter();
        arguments.fold(host, |host, argument| host.arg(argument))
    }

    /// The options of the runner for this set-up.
    pub(crate) fn runner(self) -> &'static [&'static str] {
        const ALL: &str = "fifo,socket,regular-file,directory,set-id,mode,owner";
        match self {
            Self::Granted => &["--allow", ALL],
            Self::Devices => &[
                "--allow",
                ALL,
                "--device",
                "c 1:3 m",
                "--device",
                "b 240:7 m",
            ],
            Self::Recorded => &[
                "--devices",
                "recorded",
                "--allow",
                ALL,
                "--device",
                "c 1:3 m",
                "--device",
                "b 240:7 m",
            ],
            Self::Denied => &["--allow", "none", "--umask", "027"],
            Self::Quota => &["--max-nodes", "3"],
        }
    }
}

/// The directories of the guest: one that is empty, and one to read.
pub(crate) fn fixture() -> Fixture {
    Fixture::new(&[dir("outside/dir")])
}
