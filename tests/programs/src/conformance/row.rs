//! A row of the table.

use super::check::Check;
use super::options::{Grant, Options};
use super::scene::Scene;
use super::version::Conforming;
use futures::future::LocalBoxFuture;

/// What a row takes for granted of the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// The host grants this.
    Granted(Grant),
    /// The host denies this.
    Denied(Grant),
    /// The host cannot do this, for anybody.
    Unsupported(Grant),
    /// The host grants FIFOs, regular files or sockets.
    AnyNode,
    /// The last preopened directory is read-only.
    ReadOnly,
    /// The host limits the number of nodes.
    Quota,
}

impl Need {
    /// Why a row that needs this is left out, if it is.
    fn missing(self, options: &Options) -> Option<String> {
        let (met, reason) = match self {
            Self::Granted(grant) => (
                options.has(grant),
                format!("`{}` is not granted", grant.name()),
            ),
            Self::Denied(grant) if options.lacks(grant) => {
                (false, format!("`{}` is unsupported", grant.name()))
            }
            Self::Denied(grant) => (
                !options.has(grant),
                format!("`{}` is granted", grant.name()),
            ),
            Self::Unsupported(grant) => (
                options.lacks(grant),
                format!("`{}` is not --unsupported", grant.name()),
            ),
            Self::AnyNode => (
                options.kind().is_some(),
                "no fifo, regular-file or socket is granted".to_owned(),
            ),
            Self::ReadOnly => (options.read_only, "there is no --read-only".to_owned()),
            Self::Quota => (options.quota.is_some(), "there is no --quota".to_owned()),
        };
        (!met).then_some(reason)
    }
}

type Body<W> = Box<dyn FnOnce(Scene<W>) -> LocalBoxFuture<'static, Check>>;

/// One test.
pub(super) struct Row<W: Conforming> {
    pub(super) name: String,
    needs: Vec<Need>,
    body: Body<W>,
}

impl<W: Conforming + 'static> Row<W> {
    /// A test of `section`, which is an interface or a part of one.
    pub(super) fn new<F: Future<Output = Check> + 'static>(
        section: &str,
        behaviour: impl AsRef<str>,
        needs: &[Need],
        body: impl FnOnce(Scene<W>) -> F + 'static,
    ) -> Self {
        Self {
            name: format!("{section}: {}", behaviour.as_ref()),
            needs: needs.to_vec(),
            body: Box::new(move |scene| Box::pin(body(scene))),
        }
    }

    /// Why this row is left out, if it is.
    pub(super) fn skipped(&self, options: &Options) -> Option<String> {
        if options.quota.is_some() && !self.needs.contains(&Need::Quota) {
            return Some("--quota asks for the rows of the quota alone".to_owned());
        }
        self.needs.iter().find_map(|need| need.missing(options))
    }

    /// Runs this row.
    pub(super) async fn run(self, scene: Scene<W>) -> Check {
        (self.body)(scene).await
    }
}
