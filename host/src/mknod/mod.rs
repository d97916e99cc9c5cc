//! Admission of nodes: the checks that need the store and no system call.
//!
//! They cover the handle, the device number, the permissions, the policy and the quota. [`call`] is
//! the rest of a call.

mod audit;
mod call;

use crate::descriptor::{Directory, may_write};
use crate::error::{ErrorCode, Failure};
use crate::sys::Errno;
use crate::{WasiMknodCtx, WasiMknodCtxView};
use audit::Outcome;
use call::{Call, Node};
use cap_mknod::{InvalidDevice, Mode, NodeType};
use std::fmt::Display;
use std::sync::Arc;
use wasmtime::component::Resource;
use wasmtime_wasi::filesystem::Descriptor;

/// A request for a node, before any check.
pub(crate) struct MknodRequest {
    pub(crate) path: String,
    pub(crate) node_type: Result<NodeType, InvalidDevice>,
    pub(crate) mode: Mode,
}

/// The nodes of a list before the first forbidden one.
pub(crate) struct Batch {
    pub(crate) call: Call<Vec<Node>>,
    /// Why the node after the last one is forbidden.
    denied: Option<ErrorCode>,
}

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
        let node = self.ctx.admit(&directory, request)?;
        Ok(self.ctx.call(directory, node))
    }

    /// Checks a call that creates several nodes, each as by [`prepare`](Self::prepare), up to the
    /// first forbidden one.
    pub(crate) fn prepare_many(
        &mut self,
        fd: &Resource<Descriptor>,
        requests: impl ExactSizeIterator<Item = MknodRequest>,
    ) -> Result<Batch, Failure> {
        let directory = Directory::get(self.table, fd)?;
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
        let call = self.ctx.call(directory, nodes);
        Ok(Batch { call, denied })
    }

    /// Ends a call that [`prepare`](Self::prepare) began. A node that was not created is refunded.
    pub(crate) fn finish(&mut self, result: Result<(), Errno>) -> Result<(), ErrorCode> {
        result.map_err(|errno| {
            self.ctx.refund(1);
            errno.into()
        })
    }

    /// Ends a call that [`prepare_many`](Self::prepare_many) began with `count` nodes and perhaps a
    /// denial.
    pub(crate) fn finish_many(
        &mut self,
        count: usize,
        denied: Option<ErrorCode>,
        result: Result<(), (usize, Errno)>,
    ) -> Result<(), (usize, ErrorCode)> {
        match (result, denied) {
            (Ok(()), None) => Ok(()),
            (Ok(()), Some(error)) => Err((count, error)),
            (Err((made, errno)), _) => {
                self.ctx.refund(count - made);
                Err((made, errno.into()))
            }
        }
    }
}

impl Batch {
    /// Splits the batch into the call, and the number of nodes and the denial for
    /// [`WasiMknodCtxView::finish_many`].
    pub(crate) fn into_parts(self) -> (Call<Vec<Node>>, usize, Option<ErrorCode>) {
        let count = self.call.nodes.len();
        (self.call, count, self.denied)
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
            tracing::debug!(path, %error, "mknod with an impossible device number");
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

    /// Returns the call for admitted nodes.
    fn call<N>(&self, directory: Directory, nodes: N) -> Call<N> {
        let by_place = self.policies.depend_on_place();
        Call {
            dir: directory.dir,
            umask: self.umask,
            policies: by_place.then(|| Arc::clone(&self.policies)),
            nodes,
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
