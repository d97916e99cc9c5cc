//! Which preopened directory a path belongs to, decided as wasi-libc does.
//!
//! A program that opens a file through `std::fs` and makes a node beside it through this crate must
//! find both in the same directory, so the rules are those of wasi-libc down to the odd ones: names
//! are compared as they are written, `.` and `..` inside a path are left to the host, and a
//! preopened directory named `dev/` does not match `dev`.

/// Turns the name of a preopened directory into a prefix for [`find`]: no leading `/` and `./`, and
/// nothing for `.`.
pub(crate) fn prefix(name: &str) -> &str {
    let mut rest = name;
    loop {
        rest = match rest.strip_prefix('/').or_else(|| rest.strip_prefix("./")) {
            Some(shorter) => shorter,
            None if rest == "." => return "",
            None => return rest,
        }
    }
}

/// Puts the current directory in front of a relative path that is not empty.
pub(crate) fn absolute(current_dir: &str, path: &str) -> String {
    let path = path.strip_prefix("./").unwrap_or(path);
    if path.is_empty() || path == "." {
        return current_dir.to_owned();
    }
    let separator = if current_dir.ends_with('/') { "" } else { "/" };
    format!("{current_dir}{separator}{path}")
}

/// Finds the longest of `prefixes` that the absolute `path` starts with, the last one if several
/// are the same.
///
/// The answer is the index of the prefix and the rest of the path, `.` if there is none.
pub(crate) fn find<'a, 'p>(
    prefixes: impl Iterator<Item = &'a str>,
    path: &'p str,
) -> Option<(usize, &'p str)> {
    let path = path.trim_start_matches('/');
    let (index, prefix) = prefixes
        .enumerate()
        .filter(|(_, prefix)| matches(prefix, path))
        .max_by_key(|(_, prefix)| prefix.len())?;
    let rest = path[prefix.len()..].trim_start_matches('/');
    Some((index, if rest.is_empty() { "." } else { rest }))
}

/// Only whole components match: `dev` is no prefix of `device`.
fn matches(prefix: &str, path: &str) -> bool {
    let name = prefix.trim_end_matches('/');
    path.starts_with(prefix)
        && (prefix.is_empty() || path.len() == name.len() || path.as_bytes()[name.len()] == b'/')
}

#[cfg(test)]
mod tests {
    use super::{absolute, find, prefix};

    #[test]
    fn names_become_prefixes() {
        for (name, expected) in [
            ("/", ""),
            (".", ""),
            ("./", ""),
            ("", ""),
            ("/.", ""),
            ("//", ""),
            ("/dev", "dev"),
            ("dev", "dev"),
            ("./dev", "dev"),
            ("/././/dev", "dev"),
            ("/dev/", "dev/"),
            (".dev", ".dev"),
            ("..", ".."),
            ("/tmp/./x", "tmp/./x"),
        ] {
            assert_eq!(prefix(name), expected, "{name:?}");
        }
    }

    #[test]
    fn relative_paths_start_in_the_current_directory() {
        for (current_dir, path, expected) in [
            ("/", "new", "/new"),
            ("/", ".", "/"),
            ("/", "./", "/"),
            ("/", "./new", "/new"),
            ("/", "././new", "/./new"),
            ("/", "new/", "/new/"),
            ("/", "..", "/.."),
            ("/", ".hidden", "/.hidden"),
            ("/tmp", "new", "/tmp/new"),
            ("/tmp", ".", "/tmp"),
            ("/tmp", "../new", "/tmp/../new"),
            ("/tmp/", "new", "/tmp/new"),
        ] {
            assert_eq!(
                absolute(current_dir, path),
                expected,
                "{path:?} in {current_dir:?}"
            );
        }
    }

    #[test]
    fn the_longest_prefix_of_whole_components_wins() {
        let names = [
            "/",
            "/tmp",
            "/tmp/nested",
            "/dev",
            "/dev",
            "/trailing/",
            "/nested/only/here",
        ];
        for (path, expected) in [
            ("/", Some((0, "."))),
            ("//", Some((0, "."))),
            ("/new", Some((0, "new"))),
            ("///new", Some((0, "new"))),
            ("/new/", Some((0, "new/"))),
            ("/new/.", Some((0, "new/."))),
            ("/..", Some((0, ".."))),
            ("/../new", Some((0, "../new"))),
            ("/./new", Some((0, "./new"))),
            ("/tmp", Some((1, "."))),
            ("/tmp/", Some((1, "."))),
            ("/tmp/.", Some((1, "."))),
            ("/tmp/..", Some((1, ".."))),
            ("/tmp/../new", Some((1, "../new"))),
            ("/tmp//new", Some((1, "new"))),
            ("/tmpfile", Some((0, "tmpfile"))),
            ("/./tmp/new", Some((0, "./tmp/new"))),
            ("/tmp/nested", Some((2, "."))),
            ("/tmp/nested/a/b", Some((2, "a/b"))),
            ("/tmp/nestedly", Some((1, "nestedly"))),
            ("/tmp/./nested/x", Some((1, "./nested/x"))),
            ("/dev/null", Some((4, "null"))),
            ("/trailing/x", Some((5, "x"))),
            ("/trailing", Some((0, "trailing"))),
            ("/nested/only", Some((0, "nested/only"))),
            ("/nested/only/here//x/", Some((6, "x/"))),
        ] {
            assert_eq!(
                find(names.iter().map(|name| prefix(name)), path),
                expected,
                "{path:?}"
            );
        }
    }

    #[test]
    fn a_path_outside_of_all_is_not_found() {
        for (names, path, expected) in [
            (&["/dev", "/tmp"][..], "/new", None),
            (&["/dev", "/tmp"], "/", None),
            (&["/dev", "/tmp"], "/device", None),
            (&["/dev", "/tmp"], "/de", None),
            (&["/dev", "/tmp"], "/./dev/null", None),
            (&["/dev", "/tmp"], "/tmp", Some((1, "."))),
            (&["é"], "/é", Some((0, "."))),
            (&["é"], "/éa", None),
            (&["."], "/new", Some((0, "new"))),
            (&[], "/new", None),
        ] {
            assert_eq!(
                find(names.iter().map(|name| prefix(name)), path),
                expected,
                "{path:?}"
            );
        }
    }
}
