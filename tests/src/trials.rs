//! The tests as the harness of the test binary knows them.

use crate::{FrontEnd, Need, Resolver, engine, isolate, resolver};
use libtest_mimic::{Arguments, Completion, Failed, Trial};
use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

/// The tests of one binary.
///
/// A test is a function that panics to fail. Its name is best a path such as
/// `p2-sync::umask::defaults`: what comes after the front end is the same for all of them.
#[derive(Default)]
pub struct Trials(Vec<Trial>);

impl Trials {
    /// Adds a test. Where something is missing that it `needs`, it counts as ignored, with the
    /// reason.
    pub fn add(
        &mut self,
        name: impl Into<String>,
        needs: &'static [Need],
        body: impl FnOnce() + Send + 'static,
    ) {
        self.0.push(Trial::ignorable_test(name, move || {
            match needs.iter().find_map(|need| need.missing()) {
                Some(reason) => Ok(Completion::ignored_with(reason)),
                None => run(body),
            }
        }));
    }

    /// Adds a test that runs in a process of its own, and so may change it with what is in
    /// [`process`](crate::process).
    pub fn isolated(
        &mut self,
        name: impl Into<String>,
        needs: &'static [Need],
        body: impl FnOnce() + Send + 'static,
    ) {
        let name = name.into();
        self.add(name.clone(), needs, move || isolate::run(&name, body));
    }

    /// Adds a test for each of these front ends.
    pub fn each(
        &mut self,
        front_ends: &[FrontEnd],
        name: &str,
        needs: &'static [Need],
        body: impl Fn(FrontEnd) + Clone + Send + 'static,
    ) {
        for &front_end in front_ends {
            let body = body.clone();
            self.add(format!("{front_end}::{name}"), needs, move || {
                body(front_end)
            });
        }
    }

    /// Adds a test for each of these front ends, each in a process of its own.
    pub fn each_isolated(
        &mut self,
        front_ends: &[FrontEnd],
        name: &str,
        needs: &'static [Need],
        body: impl Fn(FrontEnd) + Clone + Send + 'static,
    ) {
        for &front_end in front_ends {
            let body = body.clone();
            self.isolated(format!("{front_end}::{name}"), needs, move || {
                body(front_end)
            });
        }
    }

    /// Runs the tests as the command line says, once with each [`Resolver`], and returns what
    /// `main` is to return.
    pub fn run(self) -> ExitCode {
        self.run_also_with(&Resolver::OTHERS)
    }

    /// Runs the tests as the command line says, and returns what `main` is to return. It is for
    /// tests in which it plays no part how paths are resolved.
    pub fn run_once(self) -> ExitCode {
        self.run_also_with(&[])
    }

    fn run_also_with(self, others: &[Resolver]) -> ExitCode {
        let arguments = Arguments::from_args();
        resolver::with_each(&arguments, others, || {
            let conclusion = libtest_mimic::run(&arguments, self.0);
            engine::remove_cache();
            conclusion.exit_code()
        })
    }
}

thread_local! {
    static NOTES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// In a table of calls the last ones are of interest.
const KEPT_NOTES: usize = 6;

/// Adds a line to what is shown if the test that this thread runs fails.
pub fn note(text: impl Into<String>) {
    NOTES.with_borrow_mut(|notes| {
        if notes.len() == KEPT_NOTES {
            notes.remove(0);
        }
        notes.push(text.into());
    });
}

fn run(body: impl FnOnce()) -> Result<Completion, Failed> {
    NOTES.take();
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(()) => Ok(Completion::Completed),
        Err(panic) => {
            let notes = NOTES.take().join("\n");
            Err(format!("{}\n{notes}", message(&*panic)).into())
        }
    }
}

fn message(panic: &(dyn Any + Send)) -> &str {
    if let Some(text) = panic.downcast_ref::<String>() {
        return text;
    }
    panic.downcast_ref::<&str>().unwrap_or(&"a panic")
}
