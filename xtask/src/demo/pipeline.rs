//! Three plugins connected by FIFOs, and a check of their output.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};
use guest_build::GuestBuild;
use sha2::{Digest as _, Sha256};

use super::stage::Stage;
use crate::process;
use crate::workspace;

/// The plugins, in the order in which the data goes through them.
const PLUGINS: [&str; 3] = [
    "pipeline_producer.wasm",
    "pipeline_filter.wasm",
    "pipeline_consumer.wasm",
];

/// A text of this many bytes at least goes through.
const LENGTH: usize = 5_000_000;

/// The number of bytes after which the dying producer ends.
const HALF: usize = LENGTH / 2;

/// Shows a pipeline that works, one with a slow end, and one with an end that dies.
pub(super) fn show(stage: &Stage, guests: &GuestBuild, program: PathBuf) -> Result<()> {
    let source = workspace::root().join("Cargo.lock");
    let once =
        fs::read_to_string(&source).with_context(|| format!("cannot read {}", source.display()))?;
    let text = once.repeat(LENGTH.div_ceil(once.len().max(1)));
    stage.write("text.txt", &text)?;
    println!("The producer has a text of {} bytes.", text.len());
    let pipeline = Pipeline {
        stage,
        plugins: PLUGINS.map(|name| guests.output_dir().join(name)),
        program,
    };

    println!("\nThe filter turns it into upper case, and the consumer counts what comes:");
    pipeline.run(&[], &text, "producer: done")?;
    println!("\nWith a consumer that takes its time:");
    pipeline.run(&["slow"], &text, "producer: done")?;
    println!("\nWith a producer that dies half-way, what it wrote before still arrives:");
    let half = HALF.to_string();
    let begin = text.get(..HALF).context("the text is not of ASCII alone")?;
    pipeline.run(&["dies", &half], begin, "producer: wasm trap")
}

struct Pipeline<'a> {
    stage: &'a Stage,
    plugins: [PathBuf; 3],
    program: PathBuf,
}

impl Pipeline<'_> {
    /// Runs the pipeline, and fails unless the upper case of `sent` arrives and the producer ends
    /// as it should.
    fn run(&self, options: &[&str], sent: &str, producer: &str) -> Result<()> {
        let mut command = Command::new(&self.program);
        command.args(&self.plugins).arg("text.txt").args(options);
        command.current_dir(self.stage.path(""));
        println!(
            "$ pipeline producer filter consumer text.txt {}",
            options.join(" ")
        );
        let output = process::output_only(&mut command)?;
        print!("{output}");
        let expected: String = sent
            .lines()
            .map(|line| line.to_uppercase() + "\n")
            .collect();
        let hash = Sha256::digest(&expected);
        let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        let expected = format!("{} bytes, SHA-256 {hash}", expected.len());
        for line in [
            expected.as_str(),
            producer,
            "filter: done",
            "consumer: done",
        ] {
            if !output.lines().any(|printed| printed.starts_with(line)) {
                bail!("there should be a line that begins with {line:?}");
            }
        }
        Ok(())
    }
}
