//! Child processes: printed, run, and bounded in time where they download.

use std::io;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::workspace;

/// Prints `command` as one would type it, runs it, and fails if it does.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    eprintln!("$ {}", display(command));
    let status = status(command)?;
    if status.success() {
        return Ok(());
    }
    bail!("`{}` ended with {status}", display(command));
}

/// As [`run`], for what is not the result: all that the command prints goes to the standard error
/// stream.
pub(crate) fn run_aside(command: &mut Command) -> Result<()> {
    run(command.stdout(Stdio::from(io::stderr())))
}

/// Runs `command` and answers how it ended.
pub(crate) fn status(command: &mut Command) -> Result<ExitStatus> {
    command
        .status()
        .with_context(|| format!("cannot run `{}`", program(command)))
}

/// Runs `command` and returns what it prints; fails with its error output if it fails.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command.output();
    finish(command, output)
}

/// As [`output`], but what the command prints on the standard error stream goes to ours.
pub(crate) fn output_only(command: &mut Command) -> Result<String> {
    let output = command.stderr(Stdio::inherit()).output();
    finish(command, output)
}

fn finish(command: &Command, output: io::Result<Output>) -> Result<String> {
    let output = output.with_context(|| format!("cannot run `{}`", program(command)))?;
    if !output.status.success() {
        let message = String::from_utf8_lossy(&output.stderr);
        bail!(
            "`{}` ended with {}. {}",
            display(command),
            output.status,
            message.trim()
        );
    }
    String::from_utf8(output.stdout)
        .with_context(|| format!("`{}` prints no UTF-8", display(command)))
}

/// As [`run_aside`], without standard input and for at most `limit`.
pub(crate) fn run_within(command: &mut Command, limit: Duration) -> Result<()> {
    eprintln!("$ {}", display(command));
    command
        .stdin(Stdio::null())
        .stdout(Stdio::from(io::stderr()));
    match status_within(command, limit)? {
        Some(status) if status.success() => Ok(()),
        Some(status) => bail!("`{}` ended with {status}", display(command)),
        None => bail!(
            "`{}` did not end within {} seconds",
            display(command),
            limit.as_secs()
        ),
    }
}

/// Runs `command` for at most `limit`; `None` says that it was ended because it took longer.
fn status_within(command: &mut Command, limit: Duration) -> Result<Option<ExitStatus>> {
    let child = command
        .spawn()
        .with_context(|| format!("cannot run `{}`", program(command)))?;
    wait_within(child, limit).with_context(|| format!("cannot wait for `{}`", program(command)))
}

fn wait_within(mut child: Child, limit: Duration) -> Result<Option<ExitStatus>> {
    let deadline = Instant::now() + limit;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if Instant::now() >= deadline {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(50));
    }
}

/// The command line of `command`, with quotes where a shell needs them.
pub(crate) fn display(command: &Command) -> String {
    let mut line = program(command);
    for word in command.get_args() {
        line.push(' ');
        line.push_str(&quote(&word.to_string_lossy()));
    }
    line
}

/// Reports whether this process runs as root. False on systems without root.
pub(crate) fn is_root() -> bool {
    #[cfg(unix)]
    return rustix::process::geteuid().is_root();
    #[cfg(not(unix))]
    return false;
}

/// The program of `command`; the cargo in use under the name by which one calls it.
fn program(command: &Command) -> String {
    if command.get_program() == workspace::cargo() {
        return "cargo".to_owned();
    }
    quote(&command.get_program().to_string_lossy())
}

/// `word` as a shell reads it.
pub(crate) fn quote(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,+@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_for_a_shell() {
        for (word, quoted) in [
            ("--dir", "--dir"),
            ("c 1:3 m", "'c 1:3 m'"),
            ("", "''"),
            ("it's", r"'it'\''s'"),
            ("a=b", "a=b"),
            ("$x", "'$x'"),
        ] {
            assert_eq!(quote(word), quoted);
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_silent_child_is_ended() {
        let start = Instant::now();
        let limit = Duration::from_millis(200);
        let status = status_within(Command::new("sleep").arg("600"), limit).expect("sleep runs");
        assert_eq!(status, None);
        assert!(start.elapsed() >= limit);
    }

    #[cfg(unix)]
    #[test]
    fn a_quick_child_is_answered() {
        let limit = Duration::from_secs(60);
        let status = status_within(&mut Command::new("false"), limit).expect("false runs");
        assert_eq!(status.and_then(|status| status.code()), Some(1));
    }
}
