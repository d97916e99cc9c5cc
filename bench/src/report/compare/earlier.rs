//! The JSON of an earlier run.

use crate::stats::Spread;
use serde::Deserialize;
use std::path::Path;
use wasmtime::Result;
use wasmtime::error::Context as _;

/// The JSON of an earlier run, as far as it is compared.
#[derive(Debug, Deserialize)]
pub(crate) struct Earlier {
    pub(super) machine: EarlierMachine,
    pub(super) series: Vec<EarlierSeries>,
    #[serde(default)]
    pub(super) curves: Vec<EarlierCurve>,
}

#[derive(Debug, Deserialize)]
pub(super) struct EarlierMachine {
    pub(super) date: String,
    pub(super) kernel: String,
    pub(super) processors: usize,
    pub(super) optimised: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct EarlierSeries {
    pub(super) subject: String,
    pub(super) rows: Vec<EarlierRow>,
}

#[derive(Debug, Deserialize)]
pub(super) struct EarlierRow {
    pub(super) name: String,
    pub(super) figure: Spread,
    pub(super) ratio: Option<EarlierRatio>,
}

#[derive(Debug, Deserialize)]
pub(super) struct EarlierRatio {
    pub(super) against: String,
    #[serde(flatten)]
    pub(super) spread: Spread,
}

#[derive(Debug, Deserialize)]
pub(super) struct EarlierCurve {
    pub(super) subject: String,
    pub(super) columns: Vec<EarlierColumn>,
    pub(super) points: Vec<EarlierPoint>,
}

#[derive(Debug, Deserialize)]
pub(super) struct EarlierColumn {
    pub(super) name: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct EarlierPoint {
    pub(super) size: usize,
    pub(super) figures: Vec<Spread>,
}

/// Reads the JSON of an earlier run.
///
/// # Errors
///
/// There is no such file, or it holds something else.
pub(crate) fn read(path: &Path) -> Result<Earlier> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {shown}"))?;
    serde_json::from_str(&text)
        .with_context(|| format!("{shown} is not the JSON of an earlier run"))
}

impl Earlier {
    pub(super) fn figure(&self, subject: &str, column: &str, size: usize) -> Option<Spread> {
        let curve = self.curves.iter().find(|curve| curve.subject == subject)?;
        let column = curve.columns.iter().position(|of| of.name == column)?;
        let point = curve.points.iter().find(|point| point.size == size)?;
        point.figures.get(column).copied()
    }

    pub(super) fn rows(&self, subject: &str) -> &[EarlierRow] {
        let found = self.series.iter().find(|series| series.subject == subject);
        found.map_or(&[], |series| &series.rows)
    }
}
