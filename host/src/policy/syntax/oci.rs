//! Rules as objects of `linux.resources.devices` in the OCI runtime specification.

use super::cgroup::{kind, too_large};
use super::{Parsed, Reason};
use crate::Device;
use crate::policy::device_rule::{DeviceRule, Numbers};
use serde_json::{Map, Value};

/// Parses an object such as `{"allow": true, "type": "c", "major": 1, "minor": 3, "access":
/// "rwm"}`.
///
/// All members but `allow` may be left out, which means all kinds, all numbers and all accesses.
pub(super) fn parse(rule: &str) -> Result<Parsed, Reason> {
    let members: Map<String, Value> = serde_json::from_str(rule)
        .map_err(|error| format!("it begins like an OCI object, but is no JSON: {error}"))?;
    let known = ["allow", "type", "major", "minor", "access"];
    if let Some(name) = members.keys().find(|name| !known.contains(&name.as_str())) {
        return Err(format!(
            "an OCI object has no member `{name}`; it has allow, type, major, minor and access, as \
             in `linux.resources.devices`"
        ));
    }
    let allow = member(&members, "allow", Value::as_bool, "true or false")?
        .ok_or_else(|| "`allow` is missing; write `\"allow\": true`".to_owned())?;
    let letter = member(&members, "type", text, "a string")?;
    let kind = kind(letter.as_deref().unwrap_or("a"))?;
    let access = member(&members, "access", text, "a string")?;
    let major = number(&members, "major", Device::MAX_MAJOR)?;
    let minor = number(&members, "minor", Device::MAX_MINOR)?;
    Ok(Parsed {
        rule: DeviceRule::new(allow, kind, major, minor),
        access,
    })
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

/// Returns the member `name`; `None` if it is absent or null.
fn member<T>(
    members: &Map<String, Value>,
    name: &str,
    convert: impl FnOnce(&Value) -> Option<T>,
    expected: &str,
) -> Result<Option<T>, Reason> {
    match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => match convert(value) {
            Some(converted) => Ok(Some(converted)),
            None => Err(format!("`{name}` is {value}; write {expected}")),
        },
    }
}

/// Returns the number `name`. As in runc, -1 means all, too.
fn number(members: &Map<String, Value>, name: &str, max: u32) -> Result<Numbers, Reason> {
    let expected = "a number, or leave it out for all";
    let Some(value) = member(members, name, Value::as_i64, expected)? else {
        return Ok(Numbers::All);
    };
    if value == -1 {
        return Ok(Numbers::All);
    }
    match u32::try_from(value) {
        Ok(number) if number <= max => Ok(Numbers::Range(number..=number)),
        Ok(_) => Err(too_large(name, &value.to_string(), max)),
        Err(_) if value > 0 => Err(too_large(name, &value.to_string(), max)),
        Err(_) => Err(format!("`{name}` is {value}; write {expected}")),
    }
}
