//! Components of core modules.

use wasi_mknod_wasmtime::componentize;

/// Takes `input` for a core module, in its binary or its text form.
///
/// # Panics
///
/// If a component comes out that is none, or not the same each time.
pub fn check(input: &[u8]) {
    let Ok(module) = wat::parse_bytes(input) else {
        // What is no text may be the beginning of a module, or none at all.
        drop(componentize(input));
        return;
    };
    let Ok(component) = componentize(&module) else {
        return;
    };
    assert!(component.starts_with(b"\0asm\x0d\0\x01\0"));
    let again = componentize(&module).expect("it has succeeded before");
    assert_eq!(component, again);
    let error = componentize(&component).expect_err("it is a component");
    assert!(
        format!("{error:#}").contains("it is a component"),
        "{error:#}"
    );
}
