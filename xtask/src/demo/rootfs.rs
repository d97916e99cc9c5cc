//! A root file system with devices, unpacked by a user who may not make any.

use super::stage::Stage;
use anyhow::{Context, Result, bail};
use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tar::{EntryType, Header};

/// The user and the group `nobody`, under whatever name.
const NOBODY: u32 = 65534;

/// A root file system: type, mode, owner, device number or target, and name.
const ENTRIES: &str = include_str!("../../demo/rootfs.txt");

/// What a guest is to list of it.
const EXPECTED: &str = include_str!("../../demo/rootfs_listing.txt");

/// What stands in the listing for the user and the group who unpack.
const OWNER: &str = "@user@group";

/// What cannot be recorded.
const NOT_RECORDED: &str = "note: the owner of 'etc/mtab' and 1 more is that of the host";

/// What the runner is told for both guests.
const DIR: [&str; 4] = ["--dir", "rootfs::/rootfs", "--devices", "recorded"];

/// Unpacks, lists, and reads `/dev/zero`.
pub(super) fn show(stage: &Stage) -> Result<()> {
    if !may_record(stage) {
        println!("Left out: the file system of the temporary folder has no attributes of users.");
        return Ok(());
    }
    let user = User::new(stage)?;
    let archive = archive(ENTRIES)?;
    fs::write(user.folder.join("images/rootfs.tar"), archive).context("cannot write an archive")?;
    let words = [
        "--dir",
        "images::/images:ro",
        "--allow=fifo,mode,owner,set-id",
        "--device",
        "a *:* m",
        "unpack.wasm",
        "/images/rootfs.tar",
        "/rootfs",
    ];
    let output = user.run(&[&DIR[..], &words].concat())?;
    let told = String::from_utf8_lossy(&output.stderr);
    let told: Vec<_> = told.lines().collect();
    let [line] = told[..] else {
        bail!("one line should say what cannot be recorded");
    };
    if !output.status.success() || !line.contains(NOT_RECORDED) {
        bail!("only the owners of a link and a FIFO cannot be recorded");
    }

    println!("\nWhat the kernel says of two of the files, and what is recorded:");
    for device in ["null", "sda"] {
        let path = user.folder.join("rootfs/dev").join(device);
        let found = fs::metadata(&path).with_context(|| format!("there is no {device}"))?;
        if !found.is_file() {
            bail!("{device} should be a placeholder");
        }
        println!("dev/{device}: a regular file of {} bytes", found.len());
    }

    println!("\nWhat a guest says of them all, and what it reads of /dev/zero:");
    let zero = "c 1:5 rw emulate";
    let words = [
        "--allow=owner",
        "--open-device",
        zero,
        "list_tree.wasm",
        "/rootfs",
        "/rootfs/dev/zero",
    ];
    let output = user.run(&[&DIR[..], &words].concat())?;
    let expected = EXPECTED.replace(OWNER, &format!("{:<1$}", user.owner(), OWNER.len()));
    if !output.status.success() || String::from_utf8_lossy(&output.stdout) != expected {
        bail!("that is not what xtask/demo/rootfs_listing.txt says");
    }
    Ok(())
}

fn may_record(stage: &Stage) -> bool {
    let flags = rustix::fs::XattrFlags::empty();
    rustix::fs::setxattr(stage.path(""), "user.test", b"x", flags).is_ok()
}

/// The user without privileges, and a folder of that user's own.
struct User<'a> {
    stage: &'a Stage,
    folder: PathBuf,
    /// Whether this process has to become that user.
    other: bool,
}

impl<'a> User<'a> {
    fn new(stage: &'a Stage) -> Result<Self> {
        let folder = stage.path("user");
        let folders = ["", "images", "rootfs", "home"].map(|name| folder.join(name));
        for path in &folders {
            fs::create_dir(path).with_context(|| format!("cannot make {}", path.display()))?;
        }
        for guest in ["unpack.wasm", "list_tree.wasm"] {
            fs::copy(stage.path(guest), folder.join(guest)).context("cannot copy a guest")?;
        }
        let other = rustix::process::geteuid().is_root();
        if other {
            for path in &folders {
                chown(path, Some(NOBODY), Some(NOBODY)).context("cannot give a folder away")?;
            }
            // The user may not be able to look into the target folder.
            let runner = stage.path("user/wasi-mknod");
            fs::copy(stage.runner(), &runner).context("cannot copy the runner")?;
            for path in [&stage.path(""), &runner] {
                let mode = fs::Permissions::from_mode(0o755);
                fs::set_permissions(path, mode).context("cannot change a mode")?;
            }
        }
        Ok(Self {
            stage,
            folder,
            other,
        })
    }

    /// The numbers of the user and the group.
    fn owner(&self) -> String {
        let (user, group) = match self.other {
            true => (NOBODY, NOBODY),
            false => (
                rustix::process::geteuid().as_raw(),
                rustix::process::getegid().as_raw(),
            ),
        };
        format!("{user}:{group}")
    }

    /// Shows and runs `wasi-mknod run` with these words as that user.
    fn run(&self, words: &[&str]) -> Result<Output> {
        let runner = match self.other {
            true => Path::new("./wasi-mknod"),
            false => Path::new("wasi-mknod"),
        };
        let mut command = Command::new(runner);
        command.arg("run").args(words).current_dir(&self.folder);
        if self.other {
            command.env("HOME", self.folder.join("home"));
            // The standard library also leaves the groups of root.
            command.uid(NOBODY).gid(NOBODY);
            print!("[uid {NOBODY}] ");
        }
        self.stage.show(&mut command)
    }
}

/// Writes an archive of what a text lists.
fn archive(entries: &str) -> Result<Vec<u8>> {
    let mut archive = tar::Builder::new(Vec::new());
    for line in entries.lines() {
        let words: Vec<_> = line.split_whitespace().collect();
        let [letter, mode, owner, argument, name] = words[..] else {
            bail!("xtask/demo/rootfs.txt has a line that is no entry: {line}");
        };
        let data = if letter == "-" { argument } else { "" };
        let mut header = Header::new_ustar();
        header.set_mode(u32::from_str_radix(mode, 8)?);
        let (user, group) = owner.split_once(':').context("an owner has no group")?;
        header.set_uid(user.parse()?);
        header.set_gid(group.parse()?);
        header.set_mtime(1_000_000_000);
        header.set_path(name)?;
        header.set_size(data.len() as u64);
        set_type(&mut header, letter, argument)?;
        header.set_cksum();
        archive.append(&header, data.as_bytes())?;
    }
    archive.into_inner().context("cannot end an archive")
}

/// Sets the type, and the target or the number that belongs to it.
fn set_type(header: &mut Header, letter: &str, argument: &str) -> Result<()> {
    let entry_type = match letter {
        "-" => EntryType::Regular,
        "d" => EntryType::Directory,
        "p" => EntryType::Fifo,
        "l" => EntryType::Symlink,
        "h" => EntryType::Link,
        "b" => EntryType::Block,
        "c" => EntryType::Char,
        _ => bail!("xtask/demo/rootfs.txt has the unknown type {letter}"),
    };
    header.set_entry_type(entry_type);
    match letter {
        "l" | "h" => header.set_link_name(argument)?,
        "b" | "c" => {
            let (major, minor) = argument.split_once(':').context("no device number")?;
            header.set_device_major(major.parse()?)?;
            header.set_device_minor(minor.parse()?)?;
        }
        _ => {}
    }
    Ok(())
}
