//! What the process of a container does when libcontainer has set it up.

use crate::guest::Guest;
use crate::seccomp::Filters;
use crate::sys;
use libcontainer::workload::default::DefaultExecutor;
use libcontainer::workload::{
    Executor as Workload, ExecutorError, ExecutorSetEnvsError, ExecutorValidationError,
};
use oci_spec::runtime::Spec;
use std::collections::HashMap;
use std::os::fd::RawFd;
use std::sync::{Arc, Mutex, PoisonError};

/// A guest or a native program.
#[derive(Clone)]
pub(super) struct Executor {
    program: Program,
    filters: Filters,
    /// The copy of the descriptor by which the creating process answers.
    answer: RawFd,
}

#[derive(Clone)]
enum Program {
    Guest {
        guest: Arc<Guest>,
        /// What libcontainer adds to the variables of the specification.
        added: Arc<Mutex<HashMap<String, String>>>,
    },
    Native,
}

impl Executor {
    pub(super) fn guest(guest: Guest, filters: Filters, answer: RawFd) -> Self {
        let program = Program::Guest {
            guest: Arc::new(guest),
            added: Arc::default(),
        };
        Self {
            program,
            filters,
            answer,
        }
    }

    pub(super) fn native(filters: Filters, answer: RawFd) -> Self {
        Self {
            program: Program::Native,
            filters,
            answer,
        }
    }
}

impl Workload for Executor {
    fn validate(&self, spec: &Spec) -> Result<(), ExecutorValidationError> {
        // The server waits for the last copy to be closed.
        sys::close(self.answer);
        match &self.program {
            Program::Guest { .. } => {
                // Before containerd is told that there is a container: the kernel drops a signal
                // to process 1 that comes sooner.
                sys::end_on_signals();
                Ok(())
            }
            // libcontainer wants a variable PATH even where the name is a path.
            Program::Native if names_a_path(spec) => Ok(()),
            Program::Native => DefaultExecutor {}.validate(spec),
        }
    }

    fn setup_envs(&self, envs: HashMap<String, String>) -> Result<(), ExecutorSetEnvsError> {
        match &self.program {
            // They are the guest's, and this process has its own use for some.
            Program::Guest { added, .. } => {
                *added.lock().unwrap_or_else(PoisonError::into_inner) = envs;
                Ok(())
            }
            Program::Native => DefaultExecutor {}.setup_envs(envs),
        }
    }

    fn exec(&self, spec: &Spec) -> Result<(), ExecutorError> {
        match &self.program {
            Program::Guest { guest, added } => {
                let added = added.lock().unwrap_or_else(PoisonError::into_inner);
                sys::exit_now(guest.run(spec, &added, &self.filters))
            }
            Program::Native => {
                let installed = self.filters.install();
                installed.map_err(|error| ExecutorError::Other(format!("{error:#}")))?;
                DefaultExecutor {}.exec(spec)
            }
        }
    }
}

fn names_a_path(spec: &Spec) -> bool {
    let process = spec.process().as_ref();
    let arguments = process.and_then(|process| process.args().as_ref());
    arguments.is_some_and(|arguments| arguments.first().is_some_and(|name| name.contains('/')))
}
