//! Thousands of calls in flight at once. The argument is how many of them the quota lets make a node.

use futures::future::join_all;
use wasi_mknod_test_programs::{P3, Wasi, run};

const CALLS: usize = 4000;

run!(async {
    let quota: usize = std::env::args().nth(1).unwrap().parse().unwrap();
    let dir = P3::preopen();
    let calls = (0..CALLS).map(async |n| P3::make_fifo(&dir, &format!("fifo-{n}")).await);
    let answers = join_all(calls).await;
    let made = answers.iter().filter(|answer| answer.is_ok()).count();
    assert_eq!(made, quota);
    for answer in answers {
        if let Err(error) = answer {
            assert_eq!(error, "quota");
        }
    }
});
