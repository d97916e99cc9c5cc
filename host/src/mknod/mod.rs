//! Admission of nodes: the checks that need the store and no system call.
//!
//! They cover the handle, the device number, the permissions, the policy and the quota. [`call`] is
//! the rest of a call.

mod audit;
mod call;
mod list;

use crate::descriptor::{Directory, may_write};
use crate::error::{ErrorCode, Failure};
use crate::sys::Errno;
use crate::{WasiMknodCtx, WasiMknodCtxView};
pub(crate) use audit::{Outcome, shown};
use call::{Call, Node, Place, Reason};
use cap_mknod::{InvalidDevice, Mode, NodeType};
use list::{Ended, List};
use std::fmt::Display;
use std::sync::Arc;
use wasmtime::Trap;
use wasmtime::component::Resource;
use wasmtime_wasi::filesystem::Descriptor;

/// A request for a node, before any check.
pub(crate) struct MknodRequest {
    pub(crate) path: String,
    pub(crate) node_type: Result<NodeType, InvalidDevice>,
    pub(crate) mode: Mode,
}

/// What a node of a list takes beside its path.
const PER_NODE: usize = 128;

impl WasiMknodCtxView<'_> {
    /// Checks a call that creates one node. The node counts against the quota until
    /// [`finish`](Self::finish).
    ///
    /// # Errors
    ///
    /// A trap if `fd` is not a descriptor of the guest, and an error code if the call is not
    /// allowed.
    pub(crate) fn prepare(
        &mut self,
        fd: &Resource<Descriptor>,
        request: MknodRequest,
    ) -> Result<Call<Node>, Failure> {
        let directory = Directory::get(self.table, fd)?;
        let share = self.ctx.in_flight.take(request.path.len())?;
        let node = self.ctx.admit(&directory, request)?;
        Ok(Call {
            place: self.ctx.place(directory),
            nodes: node,
            share: Some(share),
        })
    }

    /// Checks a call that creates several nodes, each as by [`prepare`](Self::prepare), up to the
    /// first forbidden one.
    pub(crate) fn prepare_many(
        &mut self,
        fd: &Resource<Descriptor>,
        requests: Vec<MknodRequest>,
    ) -> Result<List, Failure> {
        let directory = Directory::get(self.table, fd)?;
        let sizes = requests.iter().map(|node| node.path.len() + PER_NODE);
        let share = self.ctx.in_flight.take(sizes.sum())?;
        let mut nodes = Vec::with_capacity(requests.len());
        let mut denied = None;
        for request in requests {
            match self.ctx.admit(&directory, request) {
                Ok(node) => nodes.push(node),
                Err(error) => {
                    denied = Some(error);
                    break;
                }
            }
        }
        let place = self.ctx.place(directory);
        Ok(List::new(place, nodes, denied, &self.ctx.interrupt, share))
    }

    /// Ends a call that [`prepare`](Self::prepare) began. A node that was not created is refunded.
    pub(crate) fn finish(&mut self, result: Result<(), Errno>) -> Result<(), ErrorCode> {
        result.map_err(|errno| {
            self.ctx.refund(1);
            errno.into()
        })
    }

    /// Ends a call that [`prepare_many`](Self::prepare_many) began. Nodes that were not created are
    /// refunded.
    ///
    /// # Errors
    ///
    /// The trap of an interruption. Otherwise the number of nodes created, and why the next one is
    /// not.
    pub(crate) fn finish_many(
        &mut self,
        list: List,
        result: Result<(), Ended>,
    ) -> wasmtime::Result<Result<(), (usize, ErrorCode)>> {
        let Err(Ended { made, reason }) = result else {
            return Ok(match list.denied {
                None => Ok(()),
                Some(error) => Err((list.charged, error)),
            });
        };
        self.ctx.refund(list.charged - made);
        match reason {
            Reason::Failed(errno) => Ok(Err((made, errno.into()))),
            Reason::Interrupted => Err(Trap::Interrupt.into()),
        }
    }
}

impl WasiMknodCtx {
    /// Checks one node, in the order that the interface promises, and charges the quota for it.
    fn admit(&mut self, directory: &Directory, request: MknodRequest) -> Result<Node, ErrorCode> {
        let MknodRequest {
            path,
            node_type,
            mode,
        } = request;
        let node_type = node_type.map_err(|error| {
            tracing::debug!(
                path = shown(&path),
                %error,
                "mknod with an impossible device number"
            );
            ErrorCode::Invalid
        })?;
        let node = Node {
            path,
            node_type,
            mode,
        };
        let deny = |reason: &dyn Display, code| {
            audit::record(&node.path, node_type, mode, &Outcome::Denied(reason));
            Err(code)
        };
        if !may_write(directory.perms) {
            return deny(&"the directory is read-only", ErrorCode::NotPermitted);
        }
        if let Err(reason) = self.policies.decide_anywhere(&node.attempt()) {
            return deny(&reason, ErrorCode::NotPermitted);
        }
        if let Err(code) = self.charge() {
            return deny(&"the quota of nodes is used up", code);
        }
        Ok(node)
    }

    /// Returns how nodes are created beneath `directory`.
    fn place(&self, directory: Directory) -> Place {
        let by_place = self.policies.depend_on_place();
        Place {
            dir: directory.dir,
            umask: self.umask.clone(),
            recording: self.recording,
            policies: by_place.then(|| Arc::clone(&self.policies)),
        }
    }

    fn charge(&mut self) -> Result<(), ErrorCode> {
        if let Some(left) = &mut self.nodes_left {
            *left = left.checked_sub(1).ok_or(ErrorCode::Quota)?;
        }
        Ok(())
    }

    fn refund(&mut self, nodes: usize) {
        if let Some(left) = &mut self.nodes_left {
            // Each was charged before, so the sum is at most the limit that the embedder set.
            *left += nodes as u64;
        }
    }
}
