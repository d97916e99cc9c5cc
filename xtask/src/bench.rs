//! `cargo xtask bench`: builds and runs the benchmarks with optimisation.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::runner::Runner;
use crate::target_dir;
use crate::workspace;
use crate::{process, setup};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Measure only subjects with this in their names.
    filter: Option<String>,
    /// Replace the tables of bench/README.md and the chart bench/speed.svg.
    #[arg(long, conflicts_with_all = ["filter", "svg"])]
    publish: bool,
    /// How often each figure is taken.
    #[arg(long, default_value_t = 31)]
    rounds: usize,
    /// Where to write the figures as JSON.
    #[arg(long, default_value = "target/bench.json")]
    json: PathBuf,
    /// Where to draw them.
    #[arg(long, default_value = "target/bench.svg")]
    svg: PathBuf,
    /// For the benchmark program: `--directory DIRECTORY` on a tmpfs.
    #[arg(last = true)]
    options: Vec<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let guests = setup::guests()?;
    guests.compile_optimised()?;
    let runner = Runner::build_with_benchmarks(&target_dir::find()?)?;
    let mut command = Command::new(runner.dir.join("wasi-mknod-bench"));
    command.current_dir(workspace::root());
    command.args(&arguments.filter);
    command.arg("--guests").arg(guests.optimised_dir());
    command.arg("--runner").arg(runner.program());
    command.arg("--rounds").arg(arguments.rounds.to_string());
    command.arg("--json").arg(&arguments.json);
    let svg = match arguments.publish {
        true => Path::new("bench/speed.svg"),
        false => &arguments.svg,
    };
    command.arg("--svg").arg(svg);
    if arguments.publish {
        command.args(["--readme", "bench/README.md"]);
    }
    process::run(command.args(&arguments.options))?;
    let shown = |path: &Path| workspace::root().join(path).display().to_string();
    println!("Figures: {}", shown(&arguments.json));
    println!("Chart: {}", shown(svg));
    Ok(())
}
