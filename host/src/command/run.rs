//! One call of `wasi:cli/run`.

use super::Form;
use wasmtime::component::InstancePre;
use wasmtime::{Result, Store};
use wasmtime_wasi::I32Exit;
use wasmtime_wasi::p2::bindings as p2;
use wasmtime_wasi::p3::bindings as p3;
use wasmtime_wasi::runtime::in_tokio;

/// A component that exports `wasi:cli/run`, with its imports resolved.
pub struct Command<T: 'static>(Inner<T>);

enum Inner<T: 'static> {
    Sync(p2::sync::CommandPre<T>),
    Async(p2::CommandPre<T>),
    P3(p3::CommandPre<T>),
}

impl<T: Send> Command<T> {
    /// Takes a component whose imports were resolved by the linker for `form`: [`linker_sync`] or
    /// [`linker_async`].
    ///
    /// # Errors
    ///
    /// If the component does not export the `run` of that form.
    ///
    /// [`linker_sync`]: super::linker_sync
    /// [`linker_async`]: super::linker_async
    pub fn new(form: Form, pre: InstancePre<T>) -> Result<Self> {
        Ok(Self(match form {
            Form::Sync => Inner::Sync(p2::sync::CommandPre::new(pre)?),
            Form::Async => Inner::Async(p2::CommandPre::new(pre)?),
            Form::P3 => Inner::P3(p3::CommandPre::new(pre)?),
        }))
    }

    /// Runs the command on this thread until its end, and returns its exit status: 0 or 1, or the
    /// one that the guest chose.
    ///
    /// # Errors
    ///
    /// A trap, or what else kept the guest from its end.
    pub fn run(&self, store: &mut Store<T>) -> Result<u8> {
        exit_status(match &self.0 {
            Inner::Sync(pre) => run_sync(store, pre),
            Inner::Async(pre) => in_tokio(run_async(store, pre)),
            Inner::P3(pre) => in_tokio(run_p3(store, pre)),
        })
    }
}

type Outcome = std::result::Result<(), ()>;

fn run_sync<T: Send>(store: &mut Store<T>, pre: &p2::sync::CommandPre<T>) -> Result<Outcome> {
    let command = pre.instantiate(&mut *store)?;
    command.wasi_cli_run().call_run(store)
}

async fn run_async<T: Send>(store: &mut Store<T>, pre: &p2::CommandPre<T>) -> Result<Outcome> {
    let command = pre.instantiate_async(&mut *store).await?;
    command.wasi_cli_run().call_run(store).await
}

async fn run_p3<T: Send>(store: &mut Store<T>, pre: &p3::CommandPre<T>) -> Result<Outcome> {
    let command = pre.instantiate_async(&mut *store).await?;
    store
        .run_concurrent(async |store| command.wasi_cli_run().call_run(store).await)
        .await
        .flatten()
}

/// Turns the result of a call into an exit status.
///
/// # Errors
///
/// All errors but the exit of the guest.
pub fn exit_status(result: Result<Outcome>) -> Result<u8> {
    match result {
        Ok(Ok(())) => Ok(0),
        Ok(Err(())) => Ok(1),
        Err(error) => match error.downcast_ref::<I32Exit>() {
            // A status is one byte wide on Unix; the rest is lost there, too.
            Some(I32Exit(status)) => Ok(status.to_le_bytes()[0]),
            None => Err(error),
        },
    }
}
