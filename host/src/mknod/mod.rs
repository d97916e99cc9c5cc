//! The part of a call that needs the store and no system call: handle, device number, permissions, policy, quota.

mod audit;
mod call;

use crate::error::ErrorCode;
use crate::sys::Errno;
use crate::{InvalidDevice, Mode, NodeType, WasiMknodCtx, WasiMknodCtxView};
use audit::Outcome;
use call::{Call, Node};
use std::fmt::Display;
use std::fs::File;
use std::sync::Arc;
use wasmtime::component::{Resource, ResourceTable};
use wasmtime_wasi::FsPerms;
use wasmtime_wasi::filesystem::Descriptor;

/// What a guest asks for, before anything is checked.
pub(crate) struct Request {
    pub(crate) path: String,
    pub(crate) node_type: Result<NodeType, InvalidDevice>,
    pub(crate) mode: Mode,
}

/// Several nodes, of which those before the first forbidden one are to be made.
pub(crate) struct Batch {
    pub(crate) call: Call<Vec<Node>>,
    /// What stopped the batch short of its end.
    stop: Option<ErrorCode>,
}

/// A directory descriptor of the guest.
struct Directory {
    dir: Arc<File>,
    writable: bool,
}

impl WasiMknodCtxView<'_> {
    /// Checks a call that makes one node. What it may make is taken off the quota until [`finish`](Self::finish).
    ///
    /// # Errors
    ///
    /// The outer error, a trap, if `fd` is not a descriptor of the guest; the inner one if the call is not allowed.
    pub(crate) fn prepare(
        &mut self,
        fd: &Resource<Descriptor>,
        request: Request,
    ) -> wasmtime::Result<Result<Call<Node>, ErrorCode>> {
        let directory = match directory(self.table, fd)? {
            Ok(directory) => directory,
            Err(error) => return Ok(Err(error)),
        };
        let node = self.ctx.admit(&directory, request);
        Ok(node.map(|node| self.ctx.call(directory, node)))
    }

    /// Checks a call that makes several nodes, each as by [`prepare`](Self::prepare), up to the first forbidden one.
    pub(crate) fn prepare_many(
        &mut self,
        fd: &Resource<Descriptor>,
        requests: impl ExactSizeIterator<Item = Request>,
    ) -> wasmtime::Result<Result<Batch, ErrorCode>> {
        let directory = match directory(self.table, fd)? {
            Ok(directory) => directory,
            Err(error) => return Ok(Err(error)),
        };
        let mut nodes = Vec::with_capacity(requests.len());
        let mut stop = None;
        for request in requests {
            match self.ctx.admit(&directory, request) {
                Ok(node) => nodes.push(node),
                Err(error) => {
                    stop = Some(error);
                    break;
                }
            }
        }
        let call = self.ctx.call(directory, nodes);
        Ok(Ok(Batch { call, stop }))
    }

    /// Ends a call that [`prepare`](Self::prepare) began: a node that was not made goes back to the quota.
    pub(crate) fn finish(&mut self, result: Result<(), Errno>) -> Result<(), ErrorCode> {
        result.map_err(|errno| {
            self.ctx.refund(1);
            errno.into()
        })
    }

    /// Ends a call that [`prepare_many`](Self::prepare_many) began with `count` nodes and perhaps a `stop`.
    pub(crate) fn finish_many(
        &mut self,
        count: usize,
        stop: Option<ErrorCode>,
        result: Result<(), (usize, Errno)>,
    ) -> Result<(), (usize, ErrorCode)> {
        match (result, stop) {
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
    /// Takes apart what runs from what [`WasiMknodCtxView::finish_many`] wants afterwards: how many nodes, which stop.
    pub(crate) fn into_parts(self) -> (Call<Vec<Node>>, usize, Option<ErrorCode>) {
        let count = self.call.nodes.len();
        (self.call, count, self.stop)
    }
}

/// Looks a descriptor up. A number that is none of the guest's descriptors is a bug of the guest, and traps.
fn directory(
    table: &ResourceTable,
    fd: &Resource<Descriptor>,
) -> wasmtime::Result<Result<Directory, ErrorCode>> {
    Ok(match table.get(fd)? {
        Descriptor::Dir(dir) => Ok(Directory {
            dir: Arc::clone(&dir.dir),
            writable: dir.perms == FsPerms::ReadWrite,
        }),
        Descriptor::File(_) => Err(ErrorCode::NotDirectory),
    })
}

impl WasiMknodCtx {
    /// Says whether a node may be made, in the order that the interface promises, and counts it.
    fn admit(&mut self, directory: &Directory, request: Request) -> Result<Node, ErrorCode> {
        let Request {
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
        if !directory.writable {
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

    /// Puts together what is to run.
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
