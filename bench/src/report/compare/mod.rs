//! What changed since an earlier run.
//!
//! A row is compared by its ratio where it has one, since the machine may have another speed by
//! now, and by its figure otherwise. A change counts if the middle halves of both runs are apart
//! and the medians differ by more than [`NOISE`].

mod earlier;

use crate::curve::CurveOutcome;
use crate::series::{Goal, Outcome, Row, Unit};
use crate::stats::Spread;
pub(crate) use earlier::{Earlier, read};
use earlier::{EarlierMachine, EarlierRow};

/// The part by which medians differ between runs of the same program on one machine.
const NOISE: f64 = 0.10;

/// A row, or a point of a curve, that changed.
#[derive(Debug, PartialEq)]
struct Change {
    row: String,
    worse: bool,
    /// The medians, then and now.
    shown: String,
    /// The present median divided by the earlier one.
    factor: f64,
}

impl Earlier {
    /// Says what got worse and what got better since.
    pub(crate) fn describe(&self, now: &[Outcome], curves: &[CurveOutcome]) -> String {
        let EarlierMachine {
            date,
            kernel,
            processors,
            optimised,
        } = &self.machine;
        let build = if *optimised { "" } else { ", a debug build" };
        let mut lines = vec![format!(
            "Compared with the run of {date} on {processors} processors and {kernel}{build}:"
        )];
        let (rows, mut changes) = self.changes(now);
        let (points, changed_points) = self.changed_points(curves);
        changes.extend(changed_points);
        for (title, worse) in [("worse", true), ("better", false)] {
            let of_kind = changes.iter().filter(|change| change.worse == worse);
            lines.extend(of_kind.map(|change| {
                let Change {
                    row, shown, factor, ..
                } = change;
                format!("  {title}: {row}: {shown} (x {factor:.2})")
            }));
        }
        let compared = rows + points;
        let same = compared - changes.len();
        lines.push(format!(
            "  {same} of {compared} figures are the same within noise."
        ));
        lines.join("\n")
    }

    /// The number of rows that both runs have, and those that changed.
    fn changes(&self, now: &[Outcome]) -> (usize, Vec<Change>) {
        let mut compared = 0;
        let mut changes = Vec::new();
        for outcome in now {
            let rows = self.rows(outcome.subject);
            for row in &outcome.rows {
                if let Some(earlier) = rows.iter().find(|earlier| earlier.name == row.name) {
                    compared += 1;
                    changes.extend(change(outcome, row, earlier));
                }
            }
        }
        (compared, changes)
    }

    /// The same of the figures of curves.
    fn changed_points(&self, now: &[CurveOutcome]) -> (usize, Vec<Change>) {
        let mut compared = 0;
        let mut changes = Vec::new();
        for curve in now {
            for point in &curve.points {
                for (column, figure) in curve.columns.iter().zip(&point.figures) {
                    let Some(then) = self.figure(curve.subject, column.name, point.size) else {
                        continue;
                    };
                    compared += 1;
                    let row = || {
                        format!(
                            "{}, {} {}: {}",
                            curve.subject, point.size, curve.of, column.name
                        )
                    };
                    let show = |figure| column.unit.show(figure);
                    let less_is_better = less_is_better(column.unit, None);
                    changes.extend(beyond_noise(then, *figure, row, show, less_is_better));
                }
            }
        }
        (compared, changes)
    }
}

fn change(outcome: &Outcome, row: &Row, earlier: &EarlierRow) -> Option<Change> {
    let ratios = match (&row.ratio, &earlier.ratio) {
        (Some(now), Some(then)) if now.against == then.against => Some((then.spread, now.spread)),
        _ => None,
    };
    let show = |figure: f64| match ratios {
        Some(_) => format!("ratio {figure:.2}"),
        None => outcome.unit.show(figure),
    };
    let (then, now) = ratios.unwrap_or((earlier.figure, row.figure));
    let row_name = || format!("{}, {}", outcome.subject, row.name);
    let less_is_better = less_is_better(outcome.unit, row.goal);
    beyond_noise(then, now, row_name, show, less_is_better)
}

/// The change from one spread to another, unless it may be noise.
fn beyond_noise(
    then: Spread,
    now: Spread,
    row: impl FnOnce() -> String,
    show: impl Fn(f64) -> String,
    less_is_better: bool,
) -> Option<Change> {
    let factor = now.median / then.median;
    let apart = now.low > then.high || now.high < then.low;
    let within_noise = (1.0 - NOISE..=1.0 + NOISE).contains(&factor);
    (apart && !within_noise).then(|| Change {
        row: row(),
        worse: (factor > 1.0) == less_is_better,
        shown: format!("{} then, {} now", show(then.median), show(now.median)),
        factor,
    })
}

fn less_is_better(unit: Unit, goal: Option<Goal>) -> bool {
    match (goal, unit) {
        (Some(Goal::RatioAtLeast(_)), _) => false,
        (Some(Goal::RatioAtMost(_) | Goal::AtMost(_)), _) => true,
        (None, Unit::Nanoseconds | Unit::Bytes | Unit::Count) => true,
        (None, Unit::BytesPerSecond | Unit::NodesPerSecond | Unit::Ratio) => false,
    }
}

#[cfg(test)]
mod tests;
