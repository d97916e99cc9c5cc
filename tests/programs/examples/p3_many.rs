//! Thousands of calls in flight at once. The argument is how many of them the quota lets make a node.

use futures::future::join_all;
use wasi_mknod_test_programs::guest_p3::{mkfifo, preopen};
use wasip3::filesystem::types::ErrorCode;

const CALLS: usize = 4000;

wasip3::cli::command::export!(Program);

struct Program;

impl wasip3::exports::cli::run::Guest for Program {
    async fn run() -> Result<(), ()> {
        let quota: usize = std::env::args().nth(1).unwrap().parse().unwrap();
        let dir = preopen();
        let calls = (0..CALLS).map(|n| mkfifo(&dir, format!("fifo-{n}")));
        let answers = join_all(calls).await;
        let made = answers.iter().filter(|answer| answer.is_ok()).count();
        assert_eq!(made, quota);
        for answer in answers {
            assert!(
                matches!(answer, Ok(()) | Err(ErrorCode::Quota)),
                "{answer:?}"
            );
        }
        Ok(())
    }
}
