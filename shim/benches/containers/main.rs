//! Containers of this shim beside those of runc: the time from `ctr run` to its exit, fifty started
//! at once, and the memory of each while fifty wait on a FIFO.
//!
//! `cargo bench --package wasi-mknod-shim` as root, with containerd, runc and BusyBox. With the
//! argument `--publish` the table goes into `bench/README.md`. Variables of the environment:
//! `WASI_MKNOD_SHIM` names another program than the one that is built, and `WASI_MKNOD_GUESTS` another
//! folder of guests than that of the tests, whose guests are not optimised. `RUNS` and `CONTAINERS`
//! are the numbers of containers.

mod contender;
mod memory;
mod publish;
mod report;
mod start;

use contender::Contender;
use report::Row;
use std::path::PathBuf;
use std::str::FromStr;
use wasi_mknod_tests::containerd::Daemon;
use wasi_mknod_tests::programs;

fn main() {
    let shim = std::env::var_os("WASI_MKNOD_SHIM").map_or_else(
        || PathBuf::from(env!("CARGO_BIN_EXE_containerd-shim-wasi-mknod-v1")),
        PathBuf::from,
    );
    let guests = std::env::var_os("WASI_MKNOD_GUESTS")
        .map_or_else(|| programs::folder().to_owned(), PathBuf::from);
    let runs = number("RUNS", 100);
    let containers = number("CONTAINERS", 50);
    let daemon = Daemon::start(&shim);
    let contenders = [
        Contender::guest(&daemon, &guests),
        Contender::native(&daemon),
    ];
    let mut rows = contenders.each_ref().map(Row::new);
    // Compiled code, and pages of the programs.
    for contender in &contenders {
        start::one(contender);
    }
    for _ in 0..runs {
        for (contender, row) in contenders.iter().zip(&mut rows) {
            row.runs.push(start::one(contender));
        }
    }
    for _ in 0..5 {
        for (contender, row) in contenders.iter().zip(&mut rows) {
            row.at_once.push(start::at_once(contender, containers));
        }
    }
    for (contender, row) in contenders.iter().zip(&mut rows) {
        row.memory = memory::of_each(contender, containers);
    }
    let text = format!(
        "{} {}{}",
        publish::circumstances(&shim, contenders[0].program()),
        report::markdown(&rows, runs, containers),
        report::goals(&rows)
    );
    print!("{text}");
    if std::env::args().any(|argument| argument == "--publish") {
        publish::publish(&text);
    }
}

fn number<T: FromStr>(name: &str, default: T) -> T {
    let value = std::env::var(name).ok();
    value.map_or(default, |value| {
        value
            .parse()
            .unwrap_or_else(|_| panic!("{name} is `{value}`, not a number"))
    })
}
