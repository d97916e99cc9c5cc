//! What ends a list of nodes before its end.

use std::fmt;
use std::sync::{Arc, Weak};

type Asks = dyn Fn() -> bool + Send + Sync;

/// The function of the embedder that says whether a guest is to stop.
#[derive(Clone, Default)]
pub(crate) struct Interrupt(Option<Arc<Asks>>);

/// Tells a call on another thread whether anybody waits for it, and whether its guest is to stop.
#[derive(Debug)]
pub(crate) struct Stop {
    interrupt: Interrupt,
    caller: Weak<()>,
}

/// The caller of a call on another thread. The call stops when this is dropped.
#[derive(Debug)]
pub(crate) struct Caller {
    _caller: Arc<()>,
}

impl Interrupt {
    pub(crate) fn new(asks: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(asks)))
    }

    /// Returns whether the guest is to stop.
    fn is_due(&self) -> bool {
        self.0.as_ref().is_some_and(|asks| asks())
    }

    /// Returns what tells a call to stop, and the caller whose drop stops it.
    pub(crate) fn watch(&self) -> (Stop, Caller) {
        let caller = Arc::new(());
        let stop = Stop {
            interrupt: self.clone(),
            caller: Arc::downgrade(&caller),
        };
        (stop, Caller { _caller: caller })
    }
}

impl Stop {
    /// Returns whether the call is to stop.
    pub(crate) fn is_due(&self) -> bool {
        self.caller.strong_count() == 0 || self.interrupt.is_due()
    }
}

impl fmt::Debug for Interrupt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_set = if self.0.is_some() { "Some" } else { "None" };
        write!(f, "Interrupt({is_set})")
    }
}
