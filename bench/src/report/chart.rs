//! The chart: one bar for each contender, as a multiple of native code.

use crate::series::{Outcome, Row, Unit};
use svg::Document;
use svg::node::element::{Line, Rectangle, Text};

const WIDTH: f64 = 760.0;
/// The left end of the bars. Names stand to its left.
const LEFT: f64 = 330.0;
/// The length of a bar that is as long as native code.
const ONE: f64 = 100.0;
/// Bars end here, whatever their figure.
const LONGEST: f64 = 2.6;
const LINE: f64 = 20.0;
const TITLE: f64 = 34.0;

/// The series that are drawn, by how their titles begin.
const DRAWN: [&str; 6] = [
    "Create a FIFO",
    "mknod-many of 1000 FIFOs, for each",
    "stat-at",
    "A call that the policy denies",
    "A call that fails",
    "FIFO throughput, 64",
];

/// The chart of all series that have ratios of times and are worth a picture.
pub(crate) fn svg(outcomes: &[Outcome]) -> String {
    let drawn = outcomes.iter().filter(|outcome| {
        DRAWN.iter().any(|title| outcome.title.starts_with(title))
            && !outcome.title.contains("umask")
    });
    let background = Rectangle::new()
        .set("width", "100%")
        .set("height", "100%")
        .set("fill", "white");
    let mut document = Document::new()
        .set("font-family", "sans-serif")
        .set("font-size", 13)
        .add(background);
    let mut top = 8.0;
    for outcome in drawn {
        let title = match outcome.unit {
            Unit::BytesPerSecond => format!("{} (longer is faster)", outcome.title),
            _ => format!("{} (shorter is faster)", outcome.title),
        };
        document = document.add(text(&title, 8.0, top + 22.0).set("font-weight", "bold"));
        top += TITLE;
        let start = top;
        for row in &outcome.rows {
            document = bar(document, row, outcome.unit, top);
            top += LINE;
        }
        let one = Line::new()
            .set("x1", LEFT + ONE)
            .set("x2", LEFT + ONE)
            .set("y1", start)
            .set("y2", top)
            .set("stroke", "#888888");
        document = document.add(one);
        top += 6.0;
    }
    document
        .set("viewBox", (0, 0, WIDTH, top + 8.0))
        .set("width", WIDTH)
        .set("height", top + 8.0)
        .to_string()
        + "\n"
}

fn text(words: &str, x: f64, y: f64) -> Text {
    Text::new(words)
        .set("x", x)
        .set("y", y)
        .set("fill", "#222222")
}

fn bar(document: Document, row: &Row, unit: Unit, top: f64) -> Document {
    let (factor, colour) = match &row.ratio {
        Some(ratio) if row.name.contains("p2") || row.name.contains("p3") => {
            (ratio.spread.median, "#3b6ea8")
        }
        Some(ratio) => (ratio.spread.median, "#b0b7bf"),
        None => (1.0, "#7d8690"),
    };
    let length = factor.min(LONGEST) * ONE;
    let bar = Rectangle::new()
        .set("x", LEFT)
        .set("y", top + 2.0)
        .set("width", format!("{length:.1}"))
        .set("height", LINE - 5.0)
        .set("fill", colour);
    let figure = format!("{factor:.2} × ({})", unit.show(row.figure.median));
    document
        .add(text(&row.name, 20.0, top + 14.0))
        .add(bar)
        .add(text(&figure, LEFT + length + 6.0, top + 14.0))
}
