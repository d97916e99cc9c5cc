//! The options that `wasmtime run` has, too.

use crate::Files;
use crate::guests::module::{exits, grows};
use crate::guests::{BUSY, exits as component_exits};
use std::process::Output;

pub(crate) fn status(files: &Files, arguments: &[&str]) -> Option<i32> {
    let output = files.run(&[&["run"], arguments].concat());
    assert!(output.stderr.is_empty(), "{arguments:?}: {output:?}");
    output.status.code()
}

/// A bad command line is an error of one line, with exit status 2.
fn refused(files: &Files, arguments: &[&str]) -> String {
    failed(files.run(&[&["run"], arguments].concat()), 2)
}

fn failed(output: Output, status: i32) -> String {
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(status), "{stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    stderr
}

#[test]
fn memory_is_bounded_by_either_limit() {
    let files = Files::new();
    files.component("grows", &grows(100));
    // WASI's adapter has taken a page, too.
    assert_eq!(status(&files, &["grows"]), Some(3));
    assert_eq!(
        status(&files, &["-W", "max-memory-size=6553600", "grows"]),
        Some(0)
    );
    assert_eq!(
        status(&files, &["-W", "max-memory-size=13107200", "grows"]),
        Some(3)
    );
    let both = [
        "-W",
        "max-memory-size=13107200",
        "--max-memory",
        "4M",
        "grows",
    ];
    assert_eq!(status(&files, &both), Some(0));
    let trapped = [
        "run",
        "-W",
        "max-memory-size=6553600,trap-on-grow-failure",
        "grows",
    ];
    let stderr = failed(files.run(&trapped), 1);
    assert!(
        stderr.contains("a memory would grow beyond a limit"),
        "{stderr}"
    );
}

#[test]
fn options_of_the_engine_are_carried_out() {
    let files = Files::new();
    files.component("exits", &component_exits(0));
    for options in [
        &["-O", "opt-level=0"][..],
        &[
            "-O",
            "pooling-allocator,pooling-total-memories=10,pooling-total-tables=10",
        ],
        &[
            "-C",
            "parallel-compilation=n",
            "-C",
            "cranelift-enable-verifier",
        ],
        &["-W", "max-wasm-stack=100000"],
        &["-S", "p3=n,cwd=/,network-error-code"],
        &[
            "-S",
            "max-resources=10,hostcall-fuel=100,max-component-handles=10",
        ],
    ] {
        assert_eq!(
            status(&files, &[options, &["exits"]].concat()),
            Some(0),
            "{options:?}"
        );
    }
    // A proposal that is switched off is missing.
    files.component(
        "memories",
        &crate::guests::grows("(memory.grow (i32.const 1))"),
    );
    let stderr = failed(files.run(&["run", "-W", "multi-memory=n", "memories"]), 1);
    assert!(
        stderr.contains("`memories` is not a valid component"),
        "{stderr}"
    );
    // The pooling allocator has its own limits.
    let pool = [
        "run",
        "-O",
        "pooling-allocator,pooling-total-memories=1,pooling-total-tables=1",
    ];
    let stderr = failed(files.run(&[&pool[..], &["memories"]].concat()), 1);
    assert!(stderr.contains("memories"), "{stderr}");
}

#[test]
fn fuel_and_time_are_limits_under_both_names() {
    let files = Files::new();
    files.component("busy", BUSY);
    let stderr = failed(files.run(&["run", "-W", "fuel=100000", "busy"]), 1);
    assert!(stderr.contains("fuel"), "{stderr}");
    let output = files.run(&["run", "-W", "timeout=300ms", "--timeout", "5m", "busy"]);
    let stderr = failed(output, 124);
    assert!(stderr.contains("300ms"), "{stderr}");
}

#[test]
fn an_option_that_cannot_be_carried_out_is_an_error() {
    let files = Files::new();
    for (options, part) in [
        (&["-S", "threads"][..], "'-S threads' is not supported"),
        (&["-S", "nn"], "'-S nn' is not supported"),
        (&["-S", "far-away"], "far-away"),
        (&["-W", "max-memory-size=many"], "many"),
        (&["-C", "cache-config=f"], "use --cache DIR"),
    ] {
        let stderr = refused(&files, &[options, &["library.wasm"]].concat());
        assert!(stderr.contains(part), "{stderr}");
    }
}

#[test]
fn unknown_imports_trap_where_the_options_say_so() {
    let files = Files::new();
    let stderr = failed(files.run(&["run", "imports.wasm"]), 1);
    assert!(stderr.contains("far-away"), "{stderr}");
    // It is a library, but is linked.
    let stderr = failed(
        files.run(&["run", "-W", "unknown-imports-trap", "imports.wasm"]),
        1,
    );
    assert!(stderr.contains("is a library"), "{stderr}");
    let stderr = failed(
        files.run(&["run", "-W", "unknown-imports-trap", "module.wasm"]),
        1,
    );
    assert!(stderr.contains("is for components"), "{stderr}");
}

#[test]
fn text_is_run_as_it_is() {
    let files = Files::new();
    std::fs::write(files.path("module.wat"), exits(5)).unwrap();
    std::fs::write(files.path("component"), component_exits(1)).unwrap();
    std::fs::write(files.path("bad.wat"), "(module\n (func $f)\n (oops))").unwrap();
    assert_eq!(status(&files, &["module.wat"]), Some(5));
    assert_eq!(status(&files, &["component"]), Some(1));
    let stderr = failed(files.run(&["run", "bad.wat"]), 1);
    assert!(
        stderr.contains("`bad.wat` is not WebAssembly text"),
        "{stderr}"
    );
    assert!(stderr.contains("oops"), "{stderr}");
}

#[test]
fn compiled_code_is_run_with_an_option_only() {
    let files = Files::new();
    let bytes = wat::parse_str(component_exits(1)).unwrap();
    let compiled = wasmtime::Engine::default()
        .precompile_component(&bytes)
        .unwrap();
    std::fs::write(files.path("compiled.cwasm"), compiled).unwrap();
    let stderr = failed(files.run(&["run", "compiled.cwasm"]), 1);
    assert!(
        stderr.contains("`compiled.cwasm`") && stderr.contains("--allow-precompiled"),
        "{stderr}"
    );
    assert_eq!(
        status(&files, &["--allow-precompiled", "compiled.cwasm"]),
        Some(1)
    );
    let module = wat::parse_str("(module)").unwrap();
    let compiled = wasmtime::Engine::default()
        .precompile_module(&module)
        .unwrap();
    std::fs::write(files.path("module.cwasm"), compiled).unwrap();
    let stderr = failed(
        files.run(&["run", "--allow-precompiled", "module.cwasm"]),
        1,
    );
    assert!(stderr.contains("core module"), "{stderr}");
}

/// Two screens of 50 lines with 100 columns.
#[test]
fn the_help_fits_on_two_screens() {
    let files = Files::new();
    let output = files.run(&["run", "--help"]);
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<_> = text.lines().collect();
    assert!(lines.len() <= 100, "{} lines", lines.len());
    let longest = lines.iter().map(|line| line.chars().count()).max();
    assert!(longest.unwrap() <= 100, "{longest:?}");
    for option in [
        "--dir",
        "-W",
        "-S",
        "-C",
        "-O",
        "--invoke",
        "--allow-precompiled",
    ] {
        assert!(text.contains(option), "{option}");
    }
}
