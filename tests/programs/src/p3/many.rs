//! Calls in flight at once.

use crate::{P3, Wasi, arguments};
use futures::future::join_all;

const CALLS: usize = 4000;

/// Makes thousands of calls at once. The argument is how many of them the quota lets make a node.
pub async fn many() {
    let quota: usize = arguments().next().unwrap().parse().unwrap();
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
}
