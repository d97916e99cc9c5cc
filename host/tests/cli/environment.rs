//! What a guest gets of the environment: variables, standard streams, the network.

use crate::Files;
use crate::guests::module::{MAKES_A_SOCKET, TALKS, measures_environment};
use crate::options::status;
use std::io::Write as _;
use std::process::Stdio;

#[test]
fn variables_are_inherited_by_name_or_all() {
    let files = Files::new();
    files.component("size", &measures_environment(false));
    files.component("count", &measures_environment(true));
    let run = |arguments: &[&str]| {
        let mut command = files.command(&[&["run"], arguments].concat());
        // What the runner needs itself stays.
        command.env("GIVEN", "value").env_remove("MISSING");
        command.output().unwrap().status.code().unwrap()
    };
    assert_eq!(run(&["size"]), 0);
    assert_eq!(run(&["--env", "AB=cd", "size"]), 6);
    assert_eq!(run(&["--env", "GIVEN", "size"]), 12);
    assert_eq!(run(&["--env", "GIVEN=", "size"]), 7);
    assert_eq!(run(&["--env", "MISSING", "size"]), 0);
    let inherited = run(&["-S", "inherit-env", "count"]);
    assert!(inherited >= 2, "{inherited}");
    assert_eq!(
        run(&["-S", "inherit-env", "--env", "NEW=1", "count"]),
        inherited + 1
    );
    assert_eq!(
        run(&["-S", "inherit-env", "--env", "GIVEN=1", "count"]),
        inherited
    );
}

#[test]
fn standard_streams_are_inherited_unless_the_options_say_no() {
    let files = Files::new();
    files.component("talks", TALKS);
    for (options, status, stdout) in [
        (&[][..], 3, "line\n"),
        (&["-S", "inherit-stdin=n"], 0, "line\n"),
        (&["-S", "inherit-stdout=n"], 3, ""),
    ] {
        let mut command = files.command(&[&["run"], options, &["talks"]].concat());
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A guest that does not read may be gone.
        let _ = child.stdin.take().unwrap().write_all(b"abc");
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(status), "{options:?}");
        assert_eq!(
            String::from_utf8(output.stdout).unwrap(),
            stdout,
            "{options:?}"
        );
    }
}

#[test]
fn the_network_takes_an_option() {
    let files = Files::new();
    files.component("socket", MAKES_A_SOCKET);
    assert_eq!(status(&files, &["socket"]), Some(1));
    assert_eq!(status(&files, &["-S", "tcp", "socket"]), Some(0));
    assert_eq!(
        status(&files, &["-S", "inherit-network", "socket"]),
        Some(0)
    );
    assert_eq!(
        status(&files, &["-S", "inherit-network,tcp=n", "socket"]),
        Some(1)
    );
    assert_eq!(status(&files, &["-S", "udp", "socket"]), Some(1));
}
