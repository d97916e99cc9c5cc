//! Calls mknod while somebody changes the tree: with a number of calls and the paths to call as arguments.
//!
//! What is made is removed from the second preopened directory, the only one where it may appear. For each path and
//! answer there is a line with the number of the path, the answer and how often it came.

use std::collections::BTreeMap;
use wasi_mknod_test_programs::guest;
use wasip2::filesystem::preopens::get_directories;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let count: usize = arguments
        .next()
        .and_then(|count| count.parse().ok())
        .expect("the number of calls");
    let paths: Vec<String> = arguments.collect();
    let directories = get_directories();
    let (inside, made_in) = (&directories[0].0, &directories[1].0);
    let mut tally = BTreeMap::<(usize, String), usize>::new();
    for number in 0..count {
        let index = number % paths.len();
        let answer = match guest::mkfifo(inside, &paths[index]) {
            Ok(()) => {
                made_in
                    .unlink_file_at("new")
                    .expect("it is where it has to be");
                "ok".to_owned()
            }
            Err(error) => error.name().to_owned(),
        };
        *tally.entry((index, answer)).or_default() += 1;
    }
    for ((index, answer), count) in tally {
        println!("{index} {answer} {count}");
    }
}
