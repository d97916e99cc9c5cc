//! Sends a request by `wasi:http`, and writes the status and the body of the answer.
//!
//! The argument is the authority, such as `127.0.0.1:8080`.

use wasip2::http::outgoing_handler::{OutgoingRequest, handle};
use wasip2::http::types::{ErrorCode, Fields, IncomingResponse, Scheme};
use wasip2::io::streams::StreamError;

fn main() {
    let authority = std::env::args().nth(1).expect("the authority is given");
    match get(&authority) {
        Ok(response) => {
            println!("{} {}", response.status(), body(&response));
        }
        Err(error) => println!("{error:?}"),
    }
}

fn get(authority: &str) -> Result<IncomingResponse, ErrorCode> {
    let request = OutgoingRequest::new(Fields::new());
    request.set_scheme(Some(&Scheme::Http)).expect("a scheme");
    request
        .set_authority(Some(authority))
        .expect("an authority");
    request.set_path_with_query(Some("/path")).expect("a path");
    let response = handle(request, None)?;
    response.subscribe().block();
    response
        .get()
        .expect("it is ready")
        .expect("it is taken once")
}

fn body(response: &IncomingResponse) -> String {
    let body = response.consume().expect("it is taken once");
    let stream = body.stream().expect("it is taken once");
    let mut bytes = Vec::new();
    loop {
        match stream.blocking_read(1024) {
            Ok(piece) => bytes.extend(piece),
            Err(StreamError::Closed) => break,
            Err(error) => panic!("{error:?}"),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
