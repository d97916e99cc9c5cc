//! Third-party C sources from Debian, unpacked in the target folder only.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use guest_build::TOOL_BOX;

use crate::process;

/// The source package with small Unix tools, and its version.
const PACKAGE: &str = "klibc=2.0.12-1";

/// The archive of the authors in it, and its SHA-256.
const ARCHIVE: &str = "klibc_2.0.12.orig.tar.xz";
const SHA256: &str = "71f816a0d3abe3aba8b46319ae5ca147e7a7a38401b3f5e262025f4dc08c475d";

/// By what Debian signs, if apt is not told otherwise.
const KEYS: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

/// The folder beneath which the source is, fetched and checked if it is not there.
pub(super) fn folder(folder: &Path) -> Result<PathBuf> {
    let sources = folder.join("sources");
    if sources.join(TOOL_BOX).is_dir() {
        return Ok(sources);
    }
    if !Path::new("/usr/bin/apt-get").exists() {
        bail!("they come from Debian, and this system has no apt-get");
    }
    let apt = Apt::new(&folder.join("apt"))?;
    apt.run(&["update"])?;
    apt.run(&["source", "--download-only", PACKAGE])?;
    let archive = apt.dir.join(ARCHIVE);
    check(&archive)?;
    unpack(&archive, &sources)?;
    Ok(sources)
}

/// An apt-get with folders of its own, which any user may run, that knows of source packages.
struct Apt {
    dir: PathBuf,
}

impl Apt {
    fn new(dir: &Path) -> Result<Self> {
        for folder in ["lists/partial", "cache/archives/partial"] {
            let folder = dir.join(folder);
            fs::create_dir_all(&folder)
                .with_context(|| format!("cannot make {}", folder.display()))?;
        }
        let list = dir.join("sources.list");
        fs::write(&list, source_list()?)
            .with_context(|| format!("cannot write {}", list.display()))?;
        Ok(Self {
            dir: dir.to_owned(),
        })
    }

    fn run(&self, arguments: &[&str]) -> Result<()> {
        let path = |name: &str| self.dir.join(name).display().to_string();
        let mut command = Command::new("/usr/bin/apt-get");
        command
            .current_dir(&self.dir)
            .args(["--quiet", "-o", "APT::Sandbox::User=", "-o"])
            .arg(format!("Dir::Etc::SourceList={}", path("sources.list")))
            .args(["-o", "Dir::Etc::SourceParts=/dev/null", "-o"])
            .arg(format!("Dir::State::Lists={}", path("lists")))
            .arg("-o")
            .arg(format!("Dir::Cache={}", path("cache")))
            .args(arguments)
            .stdin(Stdio::null());
        process::run_aside(&mut command)
    }
}

/// The system's package sources as sources of source packages.
fn source_list() -> Result<String> {
    let mut command = Command::new("/usr/bin/apt-get");
    command.args([
        "indextargets",
        "--format",
        "$(SITE) $(RELEASE) $(COMPONENT)",
        "Created-By: Packages",
        "Origin: Debian",
    ]);
    let places = process::output(&mut command)?;
    if places.trim().is_empty() {
        bail!("this system has no packages from Debian, or `apt-get update` was never run on it");
    }
    let key = Path::new(KEYS).exists().then_some(KEYS);
    Ok(to_source_list(&places, key))
}

fn to_source_list(places: &str, keys: Option<&str>) -> String {
    let options = keys.map_or_else(String::new, |keys| format!("[signed-by={keys}] "));
    let mut lines: Vec<String> = places
        .lines()
        .map(|place| format!("deb-src {options}{place}\n"))
        .collect();
    lines.sort();
    lines.dedup();
    lines.concat()
}

/// The archive must be the one that was looked at, whatever else the package has.
fn check(archive: &Path) -> Result<()> {
    let sum = process::output(Command::new("sha256sum").arg(archive))?;
    if sum.split_whitespace().next() != Some(SHA256) {
        bail!("{} is another one than the tests know", archive.display());
    }
    Ok(())
}

fn unpack(archive: &Path, sources: &Path) -> Result<()> {
    // What is interrupted must not be taken for what is complete.
    let fresh = sources.with_file_name("sources-new");
    if fresh.exists() {
        fs::remove_dir_all(&fresh).with_context(|| format!("cannot remove {}", fresh.display()))?;
    }
    for folder in [&fresh, sources] {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    process::run_aside(
        Command::new("tar")
            .arg("-xf")
            .arg(archive)
            .arg("-C")
            .arg(&fresh),
    )?;
    fs::rename(fresh.join(TOOL_BOX), sources.join(TOOL_BOX))
        .with_context(|| format!("there is no {TOOL_BOX} in {}", archive.display()))
}

#[cfg(test)]
mod tests {
    use super::to_source_list;

    #[test]
    fn places_become_sources() {
        let places = "http://a.example b main\nhttp://a.example a main\nhttp://a.example a main\n";
        assert_eq!(
            to_source_list(places, None),
            "deb-src http://a.example a main\ndeb-src http://a.example b main\n"
        );
        assert_eq!(
            to_source_list("http://a.example a main\n", Some("/k.gpg")),
            "deb-src [signed-by=/k.gpg] http://a.example a main\n"
        );
    }
}
