//! A list of nodes, which is created piece by piece.

use super::call::{Call, Node, Place, Reason};
use crate::error::ErrorCode;
use crate::in_flight::Share;
use crate::interrupt::{Caller, Interrupt, Stop};
use crate::wait::Offload;
use std::sync::Arc;
use std::vec;

/// The number of nodes that one thread creates at a time. Between two pieces other calls of the
/// store have their turn, and the guest may be dropped.
const PIECE: usize = 256;

/// The nodes of a list before the first forbidden one.
#[derive(Debug)]
pub(crate) struct List {
    place: Place,
    nodes: vec::IntoIter<Node>,
    /// The number of nodes that the quota was charged for.
    pub(super) charged: usize,
    /// Why the node after the last one is forbidden.
    pub(super) denied: Option<ErrorCode>,
    made: usize,
    stop: Arc<Stop>,
    _caller: Caller,
    _share: Share,
}

/// Where a list ended before its end.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ended {
    /// The number of nodes that were created.
    pub(super) made: usize,
    pub(super) reason: Reason,
}

impl List {
    pub(super) fn new(
        place: Place,
        nodes: Vec<Node>,
        denied: Option<ErrorCode>,
        interrupt: &Interrupt,
        share: Share,
    ) -> Self {
        let (stop, caller) = interrupt.watch();
        Self {
            place,
            charged: nodes.len(),
            nodes: nodes.into_iter(),
            denied,
            made: 0,
            stop: Arc::new(stop),
            _caller: caller,
            _share: share,
        }
    }

    /// Creates the nodes in order on this thread, up to the first failure or interruption.
    #[cfg(feature = "p2")]
    pub(crate) fn run(&mut self) -> Result<(), Ended> {
        while let Some((call, count)) = self.piece() {
            let result = call.run(Arc::clone(&self.stop));
            self.note(count, result)?;
        }
        Ok(())
    }

    /// Creates the nodes in order where `offload` says, up to the first failure or interruption. A
    /// list that is dropped stops after the node that it creates just then.
    pub(crate) async fn run_by(&mut self, offload: &Offload) -> Result<(), Ended> {
        while let Some((call, count)) = self.piece() {
            let stop = Arc::clone(&self.stop);
            let result = offload.run(move || call.run(stop)).await;
            self.note(count, result)?;
            if offload.blocking().is_allowed() && self.nodes.len() > 0 {
                // The thread is that of the runtime, which may have a deadline to look at.
                tokio::task::yield_now().await;
            }
        }
        Ok(())
    }

    fn piece(&mut self) -> Option<(Call<Vec<Node>>, usize)> {
        let nodes: Vec<Node> = self.nodes.by_ref().take(PIECE).collect();
        let count = nodes.len();
        let call = Call {
            place: self.place.clone(),
            nodes,
            share: None,
        };
        (count > 0).then_some((call, count))
    }

    fn note(&mut self, count: usize, result: Result<(), (usize, Reason)>) -> Result<(), Ended> {
        let (made, result) = match result {
            Ok(()) => (count, Ok(())),
            Err((made, reason)) => (made, Err(reason)),
        };
        self.made += made;
        result.map_err(|reason| Ended {
            made: self.made,
            reason,
        })
    }
}
