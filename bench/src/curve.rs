//! A curve: figures of one thing for growing sizes.

use crate::series::Unit;
use crate::stats::Spread;
use serde::Serialize;
use wasmtime::Result;
use wasmtime::error::Context as _;

/// The most rounds of a curve: its points take longer than a figure of a series.
const MAX_ROUNDS: usize = 5;

/// Takes the figures of one size, a figure for each column.
pub(crate) type Sample<'a> = Box<dyn FnMut(usize) -> Result<Vec<f64>> + 'a>;

/// One kind of figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) unit: Unit,
}

/// Figures for growing sizes.
pub(crate) struct Curve<'a> {
    pub(crate) title: &'static str,
    /// What there are so many of.
    pub(crate) of: &'static str,
    pub(crate) sizes: Vec<usize>,
    pub(crate) columns: Vec<Column>,
    pub(crate) sample: Sample<'a>,
}

/// The result of a curve.
#[derive(Debug, Serialize)]
pub(crate) struct CurveOutcome {
    /// The name by which the command line selects it.
    pub(crate) subject: &'static str,
    pub(crate) title: &'static str,
    pub(crate) of: &'static str,
    pub(crate) rounds: usize,
    pub(crate) columns: Vec<Column>,
    pub(crate) points: Vec<Point>,
}

/// The figures of one size.
#[derive(Debug, Serialize)]
pub(crate) struct Point {
    pub(crate) size: usize,
    /// One for each column.
    pub(crate) figures: Vec<Spread>,
}

impl Curve<'_> {
    /// Takes all figures up to `rounds` times. A round has all sizes.
    ///
    /// # Errors
    ///
    /// A sample fails.
    pub(crate) fn run(mut self, subject: &'static str, rounds: usize) -> Result<CurveOutcome> {
        let rounds = rounds.min(MAX_ROUNDS);
        let mut figures = vec![vec![Vec::new(); self.columns.len()]; self.sizes.len()];
        for _ in 0..rounds {
            for (size, of_size) in self.sizes.iter().zip(&mut figures) {
                let sample = (self.sample)(*size)
                    .with_context(|| format!("{}: {size} {}", self.title, self.of))?;
                for (figure, of_column) in sample.into_iter().zip(of_size) {
                    of_column.push(figure);
                }
            }
        }
        let points = self.sizes.iter().zip(figures).map(|(size, figures)| {
            let spreads = figures.into_iter().map(Spread::of).collect::<Option<_>>();
            Ok(Point {
                size: *size,
                figures: spreads.context("no figures")?,
            })
        });
        Ok(CurveOutcome {
            subject,
            title: self.title,
            of: self.of,
            rounds,
            points: points.collect::<Result<_>>()?,
            columns: self.columns,
        })
    }
}

impl CurveOutcome {
    /// The table: a line for each size.
    pub(crate) fn markdown(&self) -> String {
        let names = self.columns.iter().map(|column| column.name);
        let head: Vec<_> = std::iter::once(self.of).chain(names).collect();
        let mut lines = vec![
            format!("| {} |", head.join(" | ")),
            format!("| {} |", vec!["---:"; head.len()].join(" | ")),
        ];
        lines.extend(self.points.iter().map(|point| {
            let figures = point.figures.iter().zip(&self.columns);
            let cells = figures.map(|(figure, column)| column.unit.show(figure.median));
            let cells: Vec<_> = std::iter::once(grouped(point.size)).chain(cells).collect();
            format!("| {} |", cells.join(" | "))
        }));
        lines.join("\n")
    }
}

/// A number with a comma at each thousand.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{Column, Curve, grouped};
    use crate::series::Unit;

    #[test]
    fn a_table_has_a_line_for_each_size() {
        let curve = Curve {
            title: "Stores",
            of: "stores",
            sizes: vec![1, 1000],
            columns: vec![Column {
                name: "memory of each",
                unit: Unit::Bytes,
            }],
            sample: Box::new(|size| Ok(vec![2048.0 * size as f64])),
        };
        let outcome = curve.run("stores", 3).unwrap();
        assert_eq!(
            outcome.markdown(),
            "| stores | memory of each |\n| ---: | ---: |\n| 1 | 2.00 KiB |\n| 1,000 | 1.95 MiB |"
        );
    }

    #[test]
    fn numbers_as_people_write_them() {
        for (number, text) in [
            (1, "1"),
            (100, "100"),
            (1000, "1,000"),
            (1_000_000, "1,000,000"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }
}
