//! `cargo xtask licenses`: every dependency may be used under a licence that goes with ours.

use anyhow::{Result, bail};
use spdx::{Expression, ParseMode};

use crate::metadata::Metadata;

/// Licences without a duty to publish one's own source.
const ALLOWED: [&str; 12] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Packages under other licences, with these, that no published crate depends on: the benchmarks compare with them.
const ONLY_IN_BENCHMARKS: [(&str, &str); 1] = [("pathrs", "MPL-2.0 OR LGPL-3.0-or-later")];

pub(crate) fn run() -> Result<()> {
    let metadata = Metadata::load()?;
    let (mut count, mut denied) = (0, 0);
    for package in metadata.packages()? {
        count += 1;
        let compared_with = ONLY_IN_BENCHMARKS.contains(&(package.name(), package.license()));
        if !compared_with && !is_allowed(package.license()) {
            denied += 1;
            println!(
                "{} {}: the licence is {:?}",
                package.name(),
                package.version(),
                package.license()
            );
        }
    }
    if denied > 0 {
        bail!(
            "packages whose licence is not in the list of xtask/src/licenses.rs: {denied} of {count}"
        );
    }
    let exceptions = ONLY_IN_BENCHMARKS.map(|(name, _)| name).join(", ");
    println!("Each of {count} packages has a licence that this project may use.");
    println!("Only in the benchmarks, under a licence of its own: {exceptions}.");
    Ok(())
}

/// Says whether [`ALLOWED`] licences alone satisfy a licence expression. What is no such expression is not allowed.
fn is_allowed(expression: &str) -> bool {
    // The lax mode knows the `MIT/Apache-2.0` of old manifests.
    Expression::parse_mode(expression, ParseMode::LAX).is_ok_and(|expression| {
        expression.evaluate(|license| ALLOWED.contains(&license.to_string().as_str()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions() {
        for (expression, allowed) in [
            ("MIT", true),
            ("MIT/Apache-2.0", true),
            ("Apache-2.0 / MIT", true),
            ("Apache-2.0 WITH LLVM-exception", true),
            ("MIT OR Apache-2.0 OR LGPL-2.1-or-later", true),
            ("(Apache-2.0 OR MIT) AND BSD-3-Clause", true),
            ("MIT AND LGPL-2.1-or-later", false),
            ("MIT OR GPL-3.0-only AND LGPL-2.1-or-later", true),
            ("GPL-2.0-only WITH Classpath-exception-2.0", false),
            ("MPL-2.0", false),
            ("as you like", false),
            ("", false),
        ] {
            assert_eq!(is_allowed(expression), allowed, "{expression}");
        }
    }
}
