//! Seccomp filters of a specification.
//!
//! They hold from the moment when libcontainer has set the process up: for a guest, for the native
//! code of this program, on whose behalf the guest makes its calls.
//!
//! The kernel asks all filters of a process and takes the most restrictive answer. So one filter
//! lets through what is named in any rule and answers the rest by the default action, and each
//! action other than to allow has a filter of its own.

mod rules;
#[cfg(test)]
mod tests;

use oci_spec::runtime::{LinuxSeccomp, LinuxSeccompAction, LinuxSeccompFilterFlag, Spec};
use rules::{Rules, add};
use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, TargetArch, apply_filter};
use std::env::consts::ARCH;
use wasmtime::error::Context as _;
use wasmtime::{Result, bail};

/// The filters of one container, in the order in which they are installed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filters(Vec<BpfProgram>);

impl Filters {
    /// Compiles the profile of a specification; without one there is no filter.
    ///
    /// # Errors
    ///
    /// If an action, a flag or a condition is not supported.
    pub(crate) fn of(spec: &Spec) -> Result<Self> {
        let linux = spec.linux().as_ref();
        match linux.and_then(|linux| linux.seccomp().as_ref()) {
            Some(profile) => compile(profile).context("`linux.seccomp` cannot be carried out"),
            None => Ok(Self::default()),
        }
    }

    /// Installs the filters in this process, which has one thread and gains no privileges by
    /// executing a program any more.
    ///
    /// # Errors
    ///
    /// The error of `seccomp(2)`.
    pub(crate) fn install(&self) -> Result<()> {
        for filter in &self.0 {
            apply_filter(filter).context("a seccomp filter cannot be installed")?;
        }
        Ok(())
    }
}

fn compile(profile: &LinuxSeccomp) -> Result<Filters> {
    for flag in profile.flags().iter().flatten() {
        check_flag(*flag)?;
    }
    let default = action(profile.default_action(), profile.default_errno_ret())?;
    let mut named = Rules::new();
    let mut apart: Vec<(SeccompAction, Rules)> = Vec::new();
    for syscall in profile.syscalls().iter().flatten() {
        let action = action(syscall.action(), syscall.errno_ret())?;
        add(&mut named, syscall)?;
        if action == SeccompAction::Allow {
            continue;
        }
        match apart.iter_mut().find(|(known, _)| *known == action) {
            Some((_, rules)) => add(rules, syscall)?,
            None => {
                let mut rules = Rules::new();
                add(&mut rules, syscall)?;
                apart.push((action, rules));
            }
        }
    }
    let mut filters = Vec::new();
    for (action, rules) in apart {
        filters.push(program(rules, SeccompAction::Allow, action)?);
    }
    // The last one: after it the process may not be permitted to install any.
    if default != SeccompAction::Allow {
        filters.push(program(named, default, SeccompAction::Allow)?);
    }
    Ok(Filters(filters))
}

fn program(rules: Rules, mismatch: SeccompAction, found: SeccompAction) -> Result<BpfProgram> {
    let architecture = TargetArch::try_from(ARCH)?;
    let filter = SeccompFilter::new(rules, mismatch, found, architecture)?;
    Ok(BpfProgram::try_from(filter)?)
}

fn action(action: LinuxSeccompAction, errno: Option<u32>) -> Result<SeccompAction> {
    let errno = errno.unwrap_or(libc::EPERM.unsigned_abs());
    Ok(match action {
        LinuxSeccompAction::ScmpActAllow => SeccompAction::Allow,
        LinuxSeccompAction::ScmpActErrno => SeccompAction::Errno(errno),
        // A process of which one thread is killed would wait for that thread for ever.
        LinuxSeccompAction::ScmpActKill
        | LinuxSeccompAction::ScmpActKillThread
        | LinuxSeccompAction::ScmpActKillProcess => SeccompAction::KillProcess,
        LinuxSeccompAction::ScmpActLog => SeccompAction::Log,
        LinuxSeccompAction::ScmpActTrace => SeccompAction::Trace(errno),
        LinuxSeccompAction::ScmpActTrap => SeccompAction::Trap,
        LinuxSeccompAction::ScmpActNotify => {
            bail!("the action SCMP_ACT_NOTIFY needs a program beside it and is not supported")
        }
    })
}

/// Checks a flag. All threads of the process have the filters, since they are installed before
/// there is a second one.
fn check_flag(flag: LinuxSeccompFilterFlag) -> Result<()> {
    match flag {
        LinuxSeccompFilterFlag::SeccompFilterFlagTsync => Ok(()),
        // It asks for less than the kernel does without it.
        LinuxSeccompFilterFlag::SeccompFilterFlagSpecAllow => Ok(()),
        other => bail!("the flag {other} is not supported"),
    }
}
