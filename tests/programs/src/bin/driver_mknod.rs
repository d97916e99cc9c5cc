//! Makes the calls that it reads on standard input, one a line, and answers each on a line of standard output with
//! `ok` or the name of the error.
//!
//! With the argument `undo` it removes what a call has made before it makes the next one.

use wasi_mknod_test_programs::{Call, guest};

fn main() {
    let undo = std::env::args().any(|argument| argument == "undo");
    for line in std::io::stdin().lines() {
        let line = line.expect("the host gives text");
        let call: Call = line.parse().expect("the host gives calls");
        match guest::perform(&call) {
            Ok(()) => {
                println!("ok");
                if undo {
                    guest::undo(&call);
                }
            }
            Err(error) => println!("{}", error.name()),
        }
    }
}
