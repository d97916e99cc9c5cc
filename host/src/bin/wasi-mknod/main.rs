//! The command-line runner.
fn main() {}
