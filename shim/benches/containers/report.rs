//! The table of the figures.

use super::contender::Contender;
use super::memory::Memory;
use std::time::Duration;

/// The figures of one contender.
pub(crate) struct Row {
    name: &'static str,
    pub(crate) runs: Vec<Duration>,
    pub(crate) at_once: Vec<Duration>,
    pub(crate) memory: Memory,
}

impl Row {
    pub(crate) fn new(contender: &Contender<'_>) -> Self {
        Self {
            name: contender.name,
            runs: Vec::new(),
            at_once: Vec::new(),
            memory: Memory::default(),
        }
    }
}

/// The figures as Markdown.
pub(crate) fn markdown(rows: &[Row], runs: usize, containers: usize) -> String {
    let mut text = format!(
        "{runs} containers one after the other, {containers} at once (median of {}), and the memory \
         of each of {containers} that run.\n\n\
         | container | start to exit, median | 99th percentile | {containers} at once | memory with \
         its part of what is shared | own memory | processes |\n\
         | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n",
        rows[0].at_once.len()
    );
    for row in rows {
        text += &format!(
            "| {} | {} | {} | {} | {} | {} | {} |\n",
            row.name,
            milliseconds(quantile(&row.runs, 0.5)),
            milliseconds(quantile(&row.runs, 0.99)),
            milliseconds(quantile(&row.at_once, 0.5)),
            mebibytes(row.memory.proportional),
            mebibytes(row.memory.own),
            row.memory.processes,
        );
    }
    text
}

/// What the goals of the first row against the second one have come to.
pub(crate) fn goals([guest, native]: &[Row; 2]) -> String {
    let time = seconds(guest) / seconds(native);
    let memory = guest.memory.proportional / native.memory.proportional;
    let goal = |ratio: f64, most: f64| match ratio <= most {
        true => format!("{ratio:.2}, goal at most {most}: met"),
        false => format!("{ratio:.2}, goal at most {most}: missed"),
    };
    format!(
        "\nOf runc's median time the shim takes {}; then half of it: {}. Of the memory {}.\n",
        goal(time, 1.0),
        goal(time, 0.5),
        goal(memory, 0.5),
    )
}

fn seconds(row: &Row) -> f64 {
    quantile(&row.runs, 0.5).as_secs_f64()
}

/// The smallest figure that the share `q` of all does not exceed.
fn quantile(figures: &[Duration], q: f64) -> Duration {
    let mut sorted = figures.to_vec();
    sorted.sort_unstable();
    let rank = (sorted.len() as f64 * q).ceil() as usize;
    sorted[rank.clamp(1, sorted.len()) - 1]
}

fn milliseconds(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1e3)
}

fn mebibytes(kibibytes: f64) -> String {
    format!("{:.2} MiB", kibibytes / 1024.0)
}
