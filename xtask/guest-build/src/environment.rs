//! Tools that are described by environment variables with paths.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The path in the variable `name`, if there is one.
pub(crate) fn path(name: &str) -> Option<PathBuf> {
    env::var_os(name)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}

/// Sets for `command` the variables that have a path, and removes the others.
pub(crate) fn describe(command: &mut Command, variables: &[(&str, Option<&Path>)]) {
    for (name, value) in variables {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
}
