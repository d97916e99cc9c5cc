//! Replacement of functions in a linker.

use wasmtime::component::{Linker, LinkerInstance};
use wasmtime::{Result, bail};

/// An interface in a linker, of which items are replaced that are there.
pub(crate) struct Replacement<'a, T: 'static> {
    interface: &'static str,
    instance: LinkerInstance<'a, T>,
    /// The same interface in a linker that takes no name twice.
    present: LinkerInstance<'a, T>,
}

impl<'a, T: 'static> Replacement<'a, T> {
    /// Returns the interface, for a new definition of `item`.
    ///
    /// # Errors
    ///
    /// If the linker has no `item` in this interface. A definition of it would be an addition that
    /// no guest imports: wasmtime-wasi has the interface in another version.
    pub(crate) fn of(&mut self, item: &str) -> Result<&mut LinkerInstance<'a, T>> {
        // The linker tells nothing of its items, but refuses a name that it has.
        if self.present.func_new(item, |_, _, _, _| Ok(())).is_ok() {
            bail!(
                "the linker has no `{item}` in `{interface}` to override; add the functions of \
                 wasmtime-wasi 48 to the linker first, or use the variant of this function that \
                 adds the interfaces of wasi-mknod only",
                interface = self.interface
            );
        }
        Ok(&mut self.instance)
    }
}

/// Lets `replace` replace items of `interface` in `linker`, on platforms that have the system calls
/// for them.
///
/// # Errors
///
/// Those of `replace`. The linker is unchanged then. Otherwise [`Linker::allow_shadowing`] is off
/// afterwards.
pub(crate) fn shadowing<T: 'static>(
    linker: &mut Linker<T>,
    interface: &'static str,
    replace: impl FnOnce(&mut Replacement<'_, T>) -> Result<()>,
) -> Result<()> {
    if !crate::sys::handle::AVAILABLE {
        return Ok(());
    }
    let mut present = linker.clone();
    present.allow_shadowing(false);
    let mut replaced = linker.clone();
    replaced.allow_shadowing(true);
    replace(&mut Replacement {
        interface,
        instance: replaced.instance(interface)?,
        present: present.instance(interface)?,
    })?;
    replaced.allow_shadowing(false);
    *linker = replaced;
    Ok(())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::shadowing;
    use wasmtime::Engine;
    use wasmtime::component::Linker;

    #[test]
    fn only_what_is_there_is_replaced() {
        let mut linker = Linker::<()>::new(&Engine::default());
        let mut instance = linker.instance("a:b/c@0.1.0").unwrap();
        instance.func_wrap("there", |_, ()| Ok(())).unwrap();
        for (interface, item, works) in [
            ("a:b/c@0.1.0", "there", true),
            ("a:b/c@0.1.0", "absent", false),
            ("a:b/c@0.1.1", "there", false),
            ("a:b/c@0.1.0", "there", true),
        ] {
            let result = shadowing(&mut linker, interface, |replacement| {
                replacement.of(item)?.func_wrap(item, |_, ()| Ok(()))
            });
            match result {
                Ok(()) => assert!(works, "{interface} {item}"),
                Err(error) => {
                    let error = error.to_string();
                    assert!(
                        !works && error.contains(item) && error.contains(interface),
                        "{error}"
                    );
                }
            }
        }
        // What was not replaced was not added either.
        let mut instance = linker.instance("a:b/c@0.1.0").unwrap();
        instance.func_wrap("absent", |_, ()| Ok(())).unwrap();
        instance.func_wrap("there", |_, ()| Ok(())).unwrap_err();
    }
}
