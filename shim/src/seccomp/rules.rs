//! Rules of a profile.

use oci_spec::runtime::{LinuxSeccompArg, LinuxSeccompOperator, LinuxSyscall};
use seccompiler::{SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompRule};
use std::collections::BTreeMap;
use syscalls::Sysno;
use wasmtime::Result;
use wasmtime::error::Context as _;

/// The rules by the number of the system call. One without rules is matched whatever its arguments
/// are; otherwise one of the rules has to match.
pub(super) type Rules = BTreeMap<i64, Vec<SeccompRule>>;

/// Adds an entry of a profile.
///
/// Profiles are written for all processors: a name that this one does not have stands for nothing.
pub(super) fn add(rules: &mut Rules, syscall: &LinuxSyscall) -> Result<()> {
    let arguments = syscall.args().as_deref().unwrap_or_default();
    for name in syscall.names() {
        let Ok(number) = name.parse::<Sysno>() else {
            continue;
        };
        let added =
            rules_of(arguments).with_context(|| format!("the rule for `{name}` is no rule"))?;
        let known = rules.get(&i64::from(number.id()));
        let always = added.is_empty() || known.is_some_and(Vec::is_empty);
        let all = rules.entry(i64::from(number.id())).or_default();
        match always {
            true => all.clear(),
            false => all.extend(added),
        }
    }
    Ok(())
}

/// Conditions about different arguments hold together. Two about the same one are alternatives, as
/// in runc, and then all are.
fn rules_of(arguments: &[LinuxSeccompArg]) -> Result<Vec<SeccompRule>> {
    let conditions = arguments.iter().map(condition);
    let conditions = conditions.collect::<Result<Vec<_>>>()?;
    let same = |(at, one): (usize, &LinuxSeccompArg)| {
        arguments[..at]
            .iter()
            .any(|other| other.index() == one.index())
    };
    let alternatives: Vec<Vec<_>> = if arguments.iter().enumerate().any(same) {
        conditions.into_iter().map(|one| vec![one]).collect()
    } else if conditions.is_empty() {
        Vec::new()
    } else {
        vec![conditions]
    };
    let rules = alternatives.into_iter().map(SeccompRule::new);
    Ok(rules.collect::<Result<_, _>>()?)
}

fn condition(argument: &LinuxSeccompArg) -> Result<SeccompCondition> {
    let (value, second) = (argument.value(), argument.value_two().unwrap_or_default());
    let (operator, value) = match argument.op() {
        LinuxSeccompOperator::ScmpCmpNe => (SeccompCmpOp::Ne, value),
        LinuxSeccompOperator::ScmpCmpLt => (SeccompCmpOp::Lt, value),
        LinuxSeccompOperator::ScmpCmpLe => (SeccompCmpOp::Le, value),
        LinuxSeccompOperator::ScmpCmpEq => (SeccompCmpOp::Eq, value),
        LinuxSeccompOperator::ScmpCmpGe => (SeccompCmpOp::Ge, value),
        LinuxSeccompOperator::ScmpCmpGt => (SeccompCmpOp::Gt, value),
        LinuxSeccompOperator::ScmpCmpMaskedEq => (SeccompCmpOp::MaskedEq(value), second),
    };
    let index = u8::try_from(argument.index())?;
    let length = SeccompCmpArgLen::Qword;
    Ok(SeccompCondition::new(index, length, operator, value)?)
}
