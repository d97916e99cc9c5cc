//! Errors of the task service.

use containerd_shim::protos::ttrpc::{self, Code};
use std::fmt::Display;

pub(super) type Reply<T> = Result<T, ttrpc::Error>;

/// There is no such container, or its process has ended.
pub(super) fn not_found(message: impl Display) -> ttrpc::Error {
    error(Code::NOT_FOUND, message)
}

/// The container is not in the state that the call needs.
pub(super) fn precondition(message: impl Display) -> ttrpc::Error {
    error(Code::FAILED_PRECONDITION, message)
}

pub(super) fn exists(message: impl Display) -> ttrpc::Error {
    error(Code::ALREADY_EXISTS, message)
}

pub(super) fn invalid(message: impl Display) -> ttrpc::Error {
    error(Code::INVALID_ARGUMENT, message)
}

pub(super) fn unsupported(message: impl Display) -> ttrpc::Error {
    error(Code::UNIMPLEMENTED, message)
}

pub(super) fn failed(message: impl Display) -> ttrpc::Error {
    error(Code::UNKNOWN, message)
}

fn error(code: Code, message: impl Display) -> ttrpc::Error {
    ttrpc::Error::RpcStatus(ttrpc::get_status(code, message.to_string()))
}
