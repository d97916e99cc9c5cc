//! What is left when a server has died.

use super::KILLED;
use super::addresses::Addresses;
use crate::container;
use crate::zygote::Place;
use containerd_shim::DeleteResponse;
use containerd_shim::protos::protobuf::MessageField;
use containerd_shim::util::timestamp;
use std::os::unix::net::UnixStream;
use wasmtime::Result;

/// Ends the container of a server that is gone, and removes all that it had.
pub(super) fn after_death(place: &Place) -> Result<DeleteResponse> {
    container::check_id(&place.id)?;
    let _lock = container::Lock::of(place)?;
    let deleted = container::delete(place);
    remove_socket(place);
    Addresses::load(&place.bundle).remove_fifos();
    deleted?;
    Ok(DeleteResponse {
        exit_status: KILLED,
        exited_at: MessageField::from_option(timestamp().ok()),
        ..Default::default()
    })
}

/// Removes the socket of the server, unless one listens that other containers of the pod have.
fn remove_socket(place: &Place) {
    let Ok(address) = std::fs::read_to_string(place.bundle.join("address")) else {
        return;
    };
    let path = address.strip_prefix("unix://").unwrap_or(&address);
    if UnixStream::connect(path).is_err() {
        let _ = std::fs::remove_file(path);
    }
}
