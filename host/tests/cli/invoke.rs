//! `--invoke`.

use crate::Files;
use crate::guests::module::{NUMBERS, WORDS};

fn run(files: &Files, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = files.run(&[&["run", "--invoke"], arguments].concat());
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code(),
        text(output.stdout),
        text(output.stderr),
    )
}

#[test]
fn functions_of_modules_take_numbers() {
    let files = Files::new();
    files.component("module", NUMBERS);
    for (arguments, status, stdout) in [
        (&["add_all", "module", "7", "-8"][..], 0, "99\n"),
        (&["add_all", "module", "0x10", "0x20"], 0, "148\n"),
        (&["half", "module", "3", "0.5"], 0, "1.5\n"),
        (&["leave", "module", "9"], 9, ""),
    ] {
        let (code, found, stderr) = run(&files, arguments);
        assert_eq!(
            (code, &*found),
            (Some(status), stdout),
            "{arguments:?}: {stderr}"
        );
        assert!(stderr.is_empty(), "{stderr}");
    }
    for (arguments, part) in [
        (
            &["add_all", "module"][..],
            "`add_all` takes 2 arguments, and 0 are given",
        ),
        (&["add_all", "module", "1", "2", "3"], "3 are given"),
        (&["add_all", "module", "1", "x"], "`x` is no value"),
        (&["subtract", "module"], "no exported function `subtract`"),
        (&["memory", "module"], "no exported function `memory`"),
        (&["two", "module"], "more than one value"),
        (&["reference", "module", "1"], "which is no number"),
        (&["trap", "module"], "`module` trapped"),
    ] {
        let (code, stdout, stderr) = run(&files, arguments);
        assert_eq!(code, Some(1), "{arguments:?}: {stdout}");
        assert!(stderr.contains(part), "{arguments:?}: {stderr}");
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
    }
}

#[test]
fn functions_of_components_are_called_in_wave() {
    let files = Files::new();
    files.component("words", WORDS);
    for (call, stdout) in [
        ("echo(\"a \\\"word\\\"\")", "\"a \\\"word\\\"\"\n"),
        ("only([7, 8])", "7\n"),
        ("a:b/one.first@1.0.0([9])", "9\n"),
        ("a:b/other.first([10])", "10\n"),
    ] {
        let (code, found, stderr) = run(&files, &[call, "words"]);
        assert_eq!((code, &*found), (Some(0), stdout), "{call}: {stderr}");
    }
    for (call, part) in [
        ("echo", "no call such as"),
        ("echo(1)", "does not fit the parameters"),
        ("echo()", "does not fit the parameters"),
        ("first([1])", "name one of them"),
        ("a:b/one.second@1.0.0()", "no exported function"),
        ("missing()", "no exported function `missing`"),
    ] {
        let (code, _, stderr) = run(&files, &[call, "words"]);
        assert_eq!(code, Some(1), "{call}: {stderr}");
        assert!(stderr.contains(part), "{call}: {stderr}");
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
    }
}
