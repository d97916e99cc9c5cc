//! Medians and quartiles.

use serde::{Deserialize, Serialize};

/// The middle half of some figures.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct Spread {
    /// A quarter of the figures is smaller.
    pub(crate) low: f64,
    /// Half of them is smaller.
    pub(crate) median: f64,
    /// Three quarters are smaller.
    pub(crate) high: f64,
}

impl Spread {
    /// The spread of `figures`, or `None` if there are none.
    pub(crate) fn of(mut figures: Vec<f64>) -> Option<Self> {
        figures.sort_by(f64::total_cmp);
        Some(Self {
            low: quantile(&figures, 0.25)?,
            median: quantile(&figures, 0.5)?,
            high: quantile(&figures, 0.75)?,
        })
    }
}

/// The value below which the share `q` of the `sorted` figures lies, on a line between the two
/// nearest of them.
fn quantile(sorted: &[f64], q: f64) -> Option<f64> {
    let place = (sorted.len().checked_sub(1)?) as f64 * q;
    let (below, above) = (
        sorted[place.floor() as usize],
        sorted[place.ceil() as usize],
    );
    Some(below + (above - below) * place.fract())
}

#[cfg(test)]
mod tests {
    use super::Spread;

    #[test]
    fn quartiles() {
        for (figures, expected) in [
            (vec![], None),
            (vec![3.0], Some((3.0, 3.0, 3.0))),
            (vec![4.0, 2.0], Some((2.5, 3.0, 3.5))),
            (vec![5.0, 1.0, 4.0, 2.0, 3.0], Some((2.0, 3.0, 4.0))),
        ] {
            let spread = Spread::of(figures).map(|of| (of.low, of.median, of.high));
            assert_eq!(spread, expected);
        }
    }
}
