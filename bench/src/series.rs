//! A series: contenders that do one thing, measured in turns.

use crate::stats::Spread;
use serde::Serialize;
use wasmtime::Result;
use wasmtime::error::Context as _;

/// The unit of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Unit {
    /// Nanoseconds for one call. Less is better.
    Nanoseconds,
    /// Bytes in a second. More is better.
    BytesPerSecond,
    /// Nodes in a second. More is better.
    NodesPerSecond,
    /// Bytes of memory. Less is better.
    Bytes,
    /// A number of things. Less is better.
    Count,
    /// A part of 1. More is better.
    Ratio,
}

/// A bound that a figure should keep.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Goal {
    /// The ratio to the reference is at most this.
    RatioAtMost(f64),
    /// The ratio to the reference is at least this.
    RatioAtLeast(f64),
    /// The figure itself is at most this.
    AtMost(f64),
}

/// Makes one measurement and answers with a figure in the unit of its series.
pub(crate) type Measure<'a> = Box<dyn FnMut() -> Result<f64> + 'a>;

/// One way to do what a series is about.
pub(crate) struct Contender<'a> {
    name: String,
    measure: Measure<'a>,
    against: Option<&'static str>,
    goal: Option<Goal>,
}

impl<'a> Contender<'a> {
    pub(crate) fn new(name: impl Into<String>, measure: impl FnMut() -> Result<f64> + 'a) -> Self {
        Self {
            name: name.into(),
            measure: Box::new(measure),
            against: None,
            goal: None,
        }
    }

    /// Compares each figure with that of the contender `name` in the same round.
    pub(crate) fn against(mut self, name: &'static str) -> Self {
        self.against = Some(name);
        self
    }

    pub(crate) fn goal(mut self, goal: Goal) -> Self {
        self.goal = Some(goal);
        self
    }
}

/// Several contenders.
pub(crate) struct Series<'a> {
    pub(crate) title: String,
    pub(crate) unit: Unit,
    pub(crate) contenders: Vec<Contender<'a>>,
}

/// The result of a series.
#[derive(Debug, Serialize)]
pub(crate) struct Outcome {
    /// The name by which the command line selects it.
    pub(crate) subject: &'static str,
    pub(crate) title: String,
    pub(crate) unit: Unit,
    pub(crate) rounds: usize,
    pub(crate) rows: Vec<Row>,
}

/// The result of one contender.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) figure: Spread,
    pub(crate) ratio: Option<Ratio>,
    pub(crate) goal: Option<Goal>,
    pub(crate) met: Option<bool>,
}

/// The figures of one contender divided by those of another, round by round.
#[derive(Debug, Serialize)]
pub(crate) struct Ratio {
    pub(crate) against: &'static str,
    #[serde(flatten)]
    pub(crate) spread: Spread,
}

impl Series<'_> {
    /// A series that cannot be measured, and why.
    pub(crate) fn skipped(reason: impl Into<String>) -> Self {
        Self {
            title: reason.into(),
            unit: Unit::Nanoseconds,
            contenders: Vec::new(),
        }
    }

    /// Returns why the series is skipped.
    pub(crate) fn why_skipped(&self) -> Option<&str> {
        self.contenders.is_empty().then_some(&self.title)
    }

    /// Measures `rounds` times, after one round that does not count. Every round has all
    /// contenders and begins with another one, so that a machine that becomes slower or faster
    /// changes all of them alike.
    ///
    /// # Errors
    ///
    /// A contender fails.
    pub(crate) fn run(mut self, subject: &'static str, rounds: usize) -> Result<Outcome> {
        let count = self.contenders.len();
        let mut figures = vec![Vec::with_capacity(rounds); count];
        for round in 0..=rounds {
            for offset in 0..count {
                let index = (round + offset) % count;
                let contender = &mut self.contenders[index];
                let figure = (contender.measure)()
                    .with_context(|| format!("{}: {}", self.title, contender.name))?;
                if round > 0 {
                    figures[index].push(figure);
                }
            }
        }
        let rows = self
            .contenders
            .iter()
            .zip(&figures)
            .map(|(contender, own)| self.row(contender, own, &figures))
            .collect::<Result<_>>()?;
        Ok(Outcome {
            subject,
            title: self.title,
            unit: self.unit,
            rounds,
            rows,
        })
    }

    fn row(&self, contender: &Contender<'_>, own: &[f64], all: &[Vec<f64>]) -> Result<Row> {
        let figure = Spread::of(own.to_vec()).context("no rounds")?;
        let ratio = match contender.against {
            None => None,
            Some(against) => {
                let index = self
                    .contenders
                    .iter()
                    .position(|other| other.name == against)
                    .with_context(|| format!("nobody is called {against}"))?;
                let ratios = own.iter().zip(&all[index]).map(|(own, other)| own / other);
                let spread = Spread::of(ratios.collect()).context("no rounds")?;
                Some(Ratio { against, spread })
            }
        };
        let met = contender
            .goal
            .map(|goal| goal.is_met(figure.median, ratio.as_ref()));
        Ok(Row {
            name: contender.name.clone(),
            figure,
            ratio,
            goal: contender.goal,
            met,
        })
    }
}

impl Goal {
    fn is_met(self, figure: f64, ratio: Option<&Ratio>) -> bool {
        let ratio = ratio.map(|ratio| ratio.spread.median);
        match self {
            Self::RatioAtMost(bound) => ratio.is_some_and(|ratio| ratio <= bound),
            Self::RatioAtLeast(bound) => ratio.is_some_and(|ratio| ratio >= bound),
            Self::AtMost(bound) => figure <= bound,
        }
    }
}

impl Unit {
    /// `figure` as people write it.
    pub(crate) fn show(self, figure: f64) -> String {
        let (steps, names): (f64, &[&str]) = match self {
            Self::Nanoseconds => (1000.0, &["ns", "µs", "ms", "s"]),
            Self::BytesPerSecond => (1024.0, &["B/s", "KiB/s", "MiB/s", "GiB/s"]),
            Self::NodesPerSecond => (1000.0, &["/s", "k/s", "M/s"]),
            Self::Bytes => (1024.0, &["B", "KiB", "MiB", "GiB"]),
            Self::Count | Self::Ratio => return format!("{figure:.2}"),
        };
        let (mut figure, mut name) = (figure, 0);
        while figure.abs() >= steps && name + 1 < names.len() {
            figure /= steps;
            name += 1;
        }
        let decimals = if figure.abs() >= 100.0 { 0 } else { 2 };
        format!("{figure:.decimals$} {}", names[name])
    }
}

impl Goal {
    /// The goal in words, for figures in `unit`.
    pub(crate) fn show(&self, unit: Unit) -> String {
        match self {
            Self::RatioAtMost(bound) => format!("≤ {bound:.2}"),
            Self::RatioAtLeast(bound) => format!("≥ {bound:.2}"),
            Self::AtMost(bound) => format!("≤ {}", unit.show(*bound)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Contender, Goal, Series, Unit};

    #[test]
    fn ratios_are_taken_within_a_round() {
        // The machine gets slower by the round, and the ratio stays.
        let ramp = |factor: f64| {
            let mut round = 0.0;
            move || {
                round += 1.0;
                Ok(round * factor)
            }
        };
        let series = Series {
            title: "ramp".into(),
            unit: Unit::Nanoseconds,
            contenders: vec![
                Contender::new("one", ramp(1.0)),
                Contender::new("two", ramp(2.0))
                    .against("one")
                    .goal(Goal::RatioAtMost(2.0)),
                Contender::new("three", ramp(3.0))
                    .against("one")
                    .goal(Goal::RatioAtMost(2.9)),
            ],
        };
        let outcome = series.run("ramp", 5).unwrap();
        let ratio = |index: usize| outcome.rows[index].ratio.as_ref().unwrap().spread;
        assert_eq!(
            (ratio(1).low, ratio(1).median, ratio(1).high),
            (2.0, 2.0, 2.0)
        );
        // The first of six rounds does not count.
        assert_eq!(outcome.rows[0].figure.median, 4.0);
        let met: Vec<_> = outcome.rows.iter().map(|row| row.met).collect();
        assert_eq!(met, [None, Some(true), Some(false)]);
    }

    #[test]
    fn an_unknown_reference_is_an_error() {
        let series = Series {
            title: "alone".into(),
            unit: Unit::Bytes,
            contenders: vec![Contender::new("one", || Ok(1.0)).against("two")],
        };
        assert!(series.run("alone", 1).is_err());
    }

    #[test]
    fn figures_as_people_write_them() {
        for (unit, figure, text) in [
            (Unit::Nanoseconds, 345.4, "345 ns"),
            (Unit::Nanoseconds, 2104.0, "2.10 µs"),
            (Unit::Nanoseconds, 24.6e6, "24.60 ms"),
            (Unit::BytesPerSecond, 3.0 * 1024.0 * 1024.0, "3.00 MiB/s"),
            (Unit::Bytes, 0.0, "0.00 B"),
        ] {
            assert_eq!(unit.show(figure), text);
        }
    }
}
