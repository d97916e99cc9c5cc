use super::Earlier;
use crate::curve::{Column, Curve, CurveOutcome};
use crate::report::{Machine, Report, json};
use crate::series::{Contender, Outcome, Series, Unit};

fn run(unit: Unit, native: f64, ours: f64) -> Outcome {
    let series = Series {
        title: "calls".into(),
        unit,
        contenders: vec![
            Contender::new("native", move || Ok(native)),
            Contender::new("ours", move || Ok(ours)).against("native"),
        ],
    };
    series.run("create", 3).unwrap()
}

fn earlier(outcome: Outcome) -> Earlier {
    written(vec![outcome], Vec::new())
}

fn written(series: Vec<Outcome>, curves: Vec<CurveOutcome>) -> Earlier {
    let report = Report {
        machine: Machine::this().unwrap(),
        series,
        curves,
    };
    serde_json::from_str(&json(&report).unwrap()).unwrap()
}

#[test]
fn ratios_are_compared_where_there_are_some() {
    // The machine is twice as fast by now, and ours is not.
    let (_, changes) = earlier(run(Unit::Nanoseconds, 1000.0, 1200.0)).changes(&[run(
        Unit::Nanoseconds,
        500.0,
        1200.0,
    )]);
    let rows: Vec<_> = changes
        .iter()
        .map(|change| (&*change.row, change.worse, &*change.shown))
        .collect();
    assert_eq!(
        rows,
        [
            ("create, native", false, "1.00 µs then, 500 ns now"),
            ("create, ours", true, "ratio 1.20 then, ratio 2.40 now"),
        ]
    );
}

#[test]
fn of_speeds_more_is_better() {
    let then = earlier(run(Unit::BytesPerSecond, 1000.0, 1000.0));
    let (_, changes) = then.changes(&[run(Unit::BytesPerSecond, 1000.0, 2000.0)]);
    assert_eq!(changes.len(), 1);
    assert!(!changes[0].worse);
}

#[test]
fn noise_and_other_subjects_are_no_change() {
    let then = earlier(run(Unit::Nanoseconds, 1000.0, 1000.0));
    let mut other = run(Unit::Nanoseconds, 1.0, 9.0);
    other.subject = "other";
    let now = [run(Unit::Nanoseconds, 1050.0, 1100.0), other];
    let (compared, changes) = then.changes(&now);
    assert_eq!((compared, changes), (2, vec![]));
    assert!(
        then.describe(&now, &[])
            .ends_with("2 of 2 figures are the same within noise.")
    );
}

#[test]
fn points_of_curves_are_compared_by_size_and_column() {
    let curve = |sizes: Vec<usize>, of_each: f64| {
        let curve = Curve {
            title: "Stores",
            of: "stores",
            sizes,
            columns: vec![Column {
                name: "memory of each",
                unit: Unit::Bytes,
            }],
            sample: Box::new(move |size| Ok(vec![if size == 1 { 4096.0 } else { of_each }])),
        };
        curve.run("stores", 2).unwrap()
    };
    let then = written(Vec::new(), vec![curve(vec![1, 10], 2048.0)]);
    let described = then.describe(&[], &[curve(vec![1, 10, 100], 3072.0)]);
    let lines: Vec<_> = described.lines().skip(1).collect();
    assert_eq!(
        lines,
        [
            "  worse: stores, 10 stores: memory of each: 2.00 KiB then, 3.00 KiB now (x 1.50)",
            "  1 of 2 figures are the same within noise.",
        ]
    );
}
