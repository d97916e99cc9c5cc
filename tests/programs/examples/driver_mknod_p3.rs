//! What `driver_mknod` does, by WASI 0.3.

use wasi_mknod_test_programs::{Call, guest, guest_p3};

wasip3::cli::command::export!(Driver);

struct Driver;

impl wasip3::exports::cli::run::Guest for Driver {
    async fn run() -> Result<(), ()> {
        let undo = std::env::args().any(|argument| argument == "undo");
        for line in std::io::stdin().lines() {
            let line = line.expect("the host gives text");
            let call: Call = line.parse().expect("the host gives calls");
            match guest_p3::perform(&call).await {
                Ok(()) => {
                    println!("ok");
                    if undo {
                        guest::undo(&call);
                    }
                }
                Err(error) => println!("{}", guest_p3::name(&error)),
            }
        }
        Ok(())
    }
}
