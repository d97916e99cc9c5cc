//! Users and groups by their names: those of the directory that is filled.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::diagnostics::describe;
use crate::quoting::shell_quote;
use crate::table::{BadLine, Entry, Owner};

/// The most that is read of a list. Nobody has so many accounts.
const MAX_LIST: u64 = 16 << 20;

/// Puts numbers in place of the names of users and groups, from `etc/passwd` and `etc/group` in
/// `root`, or reports all names that are not there.
pub(crate) fn resolve(root: &Path, entries: &mut [Entry]) -> Result<(), Vec<BadLine>> {
    let mut users = List::new(root, "uid", "etc/passwd");
    let mut groups = List::new(root, "gid", "etc/group");
    let mut bad_lines = Vec::new();
    for entry in entries {
        for (list, owner) in [
            (&mut users, &mut entry.user),
            (&mut groups, &mut entry.group),
        ] {
            if let Err(reason) = list.resolve(owner) {
                let line = entry.line;
                bad_lines.push(BadLine { line, reason });
            }
        }
    }
    match bad_lines.is_empty() {
        true => Ok(()),
        false => Err(bad_lines),
    }
}

/// A list of accounts, which is read when the first name is looked up.
struct List<'a> {
    root: &'a Path,
    field: &'static str,
    file: &'static str,
    numbers: Option<Result<HashMap<String, u32>, io::Error>>,
}

impl<'a> List<'a> {
    fn new(root: &'a Path, field: &'static str, file: &'static str) -> Self {
        Self {
            root,
            field,
            file,
            numbers: None,
        }
    }

    fn resolve(&mut self, owner: &mut Option<Owner>) -> Result<(), String> {
        let Some(Owner::Name(name)) = owner else {
            return Ok(());
        };
        let Self {
            root, field, file, ..
        } = *self;
        let numbers = self
            .numbers
            .get_or_insert_with(|| read(&root.join(file)).map(|text| parse(&text)));
        let path = root.join(file);
        let list = shell_quote(&path.to_string_lossy());
        let number = match numbers {
            Ok(numbers) => numbers.get(name.as_str()).copied(),
            Err(error) => {
                return Err(format!(
                    "{field} {} is a name, and {list} cannot be read: {}; write a number",
                    shell_quote(name),
                    describe(error)
                ));
            }
        };
        let number = number.ok_or_else(|| {
            format!(
                "{field} {} is not in {list}: add it there, or write a number",
                shell_quote(name)
            )
        })?;
        *owner = Some(Owner::Id(number));
        Ok(())
    }
}

/// Reads a regular file. Another one, such as a FIFO, could make this wait.
fn read(path: &Path) -> io::Result<String> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_LIST).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Reads the lines `name:password:number:...`. Of those with one name the first counts.
fn parse(text: &str) -> HashMap<String, u32> {
    let mut numbers = HashMap::new();
    for line in text.lines() {
        let mut fields = line.split(':');
        let (name, number) = (fields.next(), fields.nth(1));
        if let (Some(name), Some(Ok(number))) = (name, number.map(str::parse)) {
            numbers.entry(name.to_owned()).or_insert(number);
        }
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn the_third_field_is_the_number() {
        let text =
            "root:x:0:0:root:/root:/bin/sh\nwww:x:33\n\n#c:x:1\nroot:x:7\nbad:x:-\nshort:x\n";
        let numbers = parse(text);
        let found = ["root", "www", "bad", "short", ""].map(|name| numbers.get(name).copied());
        assert_eq!(found, [Some(0), Some(33), None, None, None]);
    }
}
