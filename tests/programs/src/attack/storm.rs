//! Calls while somebody changes the tree.

use crate::Wasi;
use std::collections::BTreeMap;

/// Calls `mknod` with a number of calls and the paths to call as arguments.
///
/// What is made is removed from the second preopened directory, the only one where it may appear.
/// For each path and answer there is a line with the number of the path, the answer and how often
/// it came.
pub async fn storm<W: Wasi>() {
    let mut arguments = crate::arguments();
    let count: usize = arguments
        .next()
        .and_then(|count| count.parse().ok())
        .expect("the number of calls");
    let paths: Vec<String> = arguments.collect();
    let directories = W::preopens();
    let (inside, made_in) = (&directories[0], &directories[1]);
    let mut tally = BTreeMap::<(usize, String), usize>::new();
    for number in 0..count {
        let index = number % paths.len();
        let answer = match W::make_fifo(inside, &paths[index]).await {
            Ok(()) => {
                let removed = W::unlink_file_at(made_in, "new").await;
                removed.expect("it is where it has to be");
                "ok".to_owned()
            }
            Err(error) => error,
        };
        *tally.entry((index, answer)).or_default() += 1;
    }
    for ((index, answer), count) in tally {
        println!("{index} {answer} {count}");
    }
}
