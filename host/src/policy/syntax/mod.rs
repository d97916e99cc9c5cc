//! The forms in which device rules are written.
//!
//! | form | example | file |
//! | --- | --- | --- |
//! | cgroup v1 | `c 1:3 rwm` | `cgroup.rs` |
//! | OCI runtime specification | `{"allow": true, "type": "c", "major": 1, "minor": 3}` | `oci.rs` |
//! | path of the host, as in systemd's `DeviceAllow` | `/dev/null rw` | `path.rs` |
//!
//! Each error says what to write instead.

mod cgroup;
mod oci;
mod path;
#[cfg(test)]
mod tests;

use super::device_rule::DeviceRule;
use std::fmt;

/// A rule and its access, whose meaning depends on the kind of the rule.
pub(super) struct Parsed {
    pub(super) rule: DeviceRule,
    /// Letters of `r`, `w` and `m`; `None` if the access was left out.
    pub(super) access: Option<String>,
}

/// What is wrong with a rule, and what to write instead.
pub(super) type Reason = String;

/// The error of parsing a [`DeviceRule`] or an [`OpenDeviceRule`](super::OpenDeviceRule).
///
/// The text names the rule, the part that is wrong and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseDeviceRuleError {
    rule: String,
    reason: Reason,
}

impl ParseDeviceRuleError {
    pub(super) fn new(rule: &str, reason: Reason) -> Self {
        Self {
            rule: rule.to_owned(),
            reason,
        }
    }
}

impl fmt::Display for ParseDeviceRuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "bad device rule `{}`: {}", self.rule, self.reason)
    }
}

impl std::error::Error for ParseDeviceRuleError {}

/// Parses a rule in any of the forms.
pub(super) fn parse(rule: &str) -> Result<Parsed, Reason> {
    let rule = rule.trim();
    let (allow, rest) = match rule.strip_prefix('!') {
        Some(rest) => (false, rest.trim_start()),
        None => (true, rule),
    };
    let parsed = match rest.chars().next() {
        None => Err("it is empty; write it like `c 1:3 m`".to_owned()),
        Some('{') if !allow => {
            Err("an OCI object denies by `\"allow\": false`; leave out the `!`".to_owned())
        }
        Some('{') => oci::parse(rest),
        Some('[') => Err("it is a list; write each of its objects as a rule".to_owned()),
        Some('/') => path::parse(rest, allow),
        Some(_) => cgroup::parse(rest, allow),
    }?;
    let unknown = |access: &String| access.chars().find(|letter| !"rwm".contains(*letter));
    match parsed.access.as_ref().and_then(unknown) {
        Some(letter) => Err(format!(
            "`{letter}` is no access; it is of `r`, `w` and `m`"
        )),
        None => Ok(parsed),
    }
}
