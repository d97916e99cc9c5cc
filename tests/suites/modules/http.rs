//! Outgoing requests of a guest of the runner.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::Duration;
use wasi_mknod_tests::{FrontEnd, Need, Trials, programs};

/// How long the server waits for what it reads.
const LIMIT: Duration = Duration::from_secs(60);

pub(crate) fn add(trials: &mut Trials) {
    trials.add("http", &[Need::Runner], http);
    trials.add("no_http", &[Need::Runner], no_http);
}

fn run(options: &[&str], authority: &str) -> Output {
    let guest = programs::folder().join(programs::HTTP_GET.file(FrontEnd::P2Sync));
    Command::new(programs::runner().expect("the trial needs it"))
        .args(["run", "--no-cache", "--timeout", "2m"])
        .args(options)
        .arg(guest)
        .arg(authority)
        .stdin(Stdio::null())
        .output()
        .expect("the runner starts")
}

/// Answers one request, and returns its first line.
fn serve(listener: TcpListener) -> String {
    let (mut stream, _) = listener.accept().expect("a client");
    stream.set_read_timeout(Some(LIMIT)).expect("a time");
    let mut request = BufReader::new(stream.try_clone().expect("a descriptor"));
    let mut first = String::new();
    request.read_line(&mut first).expect("a request");
    let mut line = String::new();
    while request.read_line(&mut line).expect("a header") > 2 {
        line.clear();
    }
    let answer = "HTTP/1.1 201 Created\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello";
    stream
        .write_all(answer.as_bytes())
        .expect("the client reads");
    first
}

fn http() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let authority = listener.local_addr().expect("an address").to_string();
    let server = thread::spawn(move || serve(listener));
    let output = run(&["-S", "http"], &authority);
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "201 hello\n",
        "{output:?}"
    );
    assert!(output.status.success(), "{output:?}");
    assert_eq!(server.join().expect("it answers"), "GET /path HTTP/1.1\r\n");
}

/// Without the option a guest that asks for it is not run.
fn no_http() {
    let output = run(&[], "127.0.0.1:1");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains("wasi:http/"), "{stderr}");
}
