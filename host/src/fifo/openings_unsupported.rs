//! Reports of openings, on platforms that have none.

use super::end::WeakEnd;
use std::fs::File;
use std::sync::Arc;
use tokio::sync::Notify;

/// The source of reports, of which there is none.
#[derive(Debug)]
pub(super) struct Openings;

/// A watch that never exists.
#[derive(Debug)]
pub(super) struct Watch;

impl Openings {
    pub(super) fn watch(_: &File, _: &Arc<WeakEnd>, _: &Arc<Notify>) -> Option<Watch> {
        None
    }
}
