//! What the guest prints of the tests that it has run: a line for each, `passed`, `failed` or
//! `skipped`.

use wasi_mknod_tests::{Host, programs};

/// The lines of one run.
pub(crate) struct Report(String);

impl Report {
    /// Runs the guest with these words, and fails if one of its tests does.
    pub(crate) fn of(host: &Host, words: &[&str]) -> Self {
        let output = python(host, words);
        let failed: Vec<_> = output
            .lines()
            .filter(|line| !line.starts_with("passed\t") && !line.starts_with("skipped\t"))
            .map(|line| line.replace(" | ", "\n"))
            .collect();
        assert!(failed.is_empty(), "{}", failed.join("\n"));
        Self(output)
    }

    /// The names of the tests that have passed.
    pub(crate) fn passed(&self) -> Vec<&str> {
        self.words("passed").map(|words| words[0]).collect()
    }

    /// The names of the tests that were skipped, and why.
    pub(crate) fn skipped(&self) -> Vec<(&str, &str)> {
        self.words("skipped")
            .map(|words| (words[0], words[1]))
            .collect()
    }

    fn words(&self, outcome: &str) -> impl Iterator<Item = Vec<&str>> {
        self.0.lines().filter_map(move |line| {
            let (first, rest) = line.split_once('\t')?;
            (first == outcome).then(|| rest.split('\t').collect())
        })
    }
}

/// What the guest prints when it is called with these words.
pub(crate) fn python(host: &Host, words: &[&str]) -> String {
    let host = words
        .iter()
        .fold(host.clone(), |host, word| host.arg(*word));
    host.run(programs::PYTHON).success().to_owned()
}
