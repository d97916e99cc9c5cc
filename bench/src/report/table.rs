//! The Markdown table of one series, with spreads and goals.

use crate::series::{Outcome, Row, Unit};

/// The table of one series.
pub(crate) fn markdown(outcome: &Outcome) -> String {
    let head = [&outcome.title, "median", "middle half", "ratio", "goal"];
    let mut lines = vec![
        cells(head.map(String::from)),
        cells(["---", "---:", "---:", "---:", "---"].map(String::from)),
    ];
    for row in &outcome.rows {
        lines.push(cells(columns(row, outcome.unit)));
    }
    lines.join("\n")
}

fn columns(row: &Row, unit: Unit) -> [String; 5] {
    let ratio = row
        .ratio
        .as_ref()
        .map_or(String::new(), |ratio| format!("{:.2}", ratio.spread.median));
    let goal = match (&row.goal, row.met) {
        (Some(goal), Some(true)) => format!("{}: met", goal.show(unit)),
        (Some(goal), _) => format!("{}: missed", goal.show(unit)),
        (None, _) => String::new(),
    };
    let (low, high) = (unit.show(row.figure.low), unit.show(row.figure.high));
    [
        row.name.clone(),
        unit.show(row.figure.median),
        format!("{low} – {high}"),
        ratio,
        goal,
    ]
}

fn cells(cells: [String; 5]) -> String {
    format!("| {} |", cells.join(" | "))
}
