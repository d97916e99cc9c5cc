//! Runs the table and prints what comes of it.

use super::check::{Check, Failure};
use super::options::Options;
use super::row::Row;
use super::scene::{Scene, clear, subdir};
use super::version::Conforming;
use super::{attributes, fifo, limits, lists, metadata, nodes, order, resolution, tap};
use crate::P2;
use std::io::{Error, Result};

/// The name of the directory in which each row runs.
const FOLDER: &str = "conformance";

/// The rows that a command line asks for, each with the reason for which it is left out, if it is.
///
/// # Errors
///
/// The command line is wrong.
pub fn rows(arguments: &[String]) -> Result<Vec<(String, Option<String>)>> {
    let options = Options::parse(arguments.iter().cloned())?;
    let rows = table::<P2>().into_iter();
    Ok(rows
        .filter(|row| options.selects(&row.name))
        .map(|row| (row.name.clone(), row.skipped(&options)))
        .collect())
}

/// Runs the rows that the command line asks for.
///
/// # Errors
///
/// A row fails, the command line is wrong, or there is no empty writable directory.
pub async fn conformance<W: Conforming + 'static>() -> Result<()> {
    let options = Options::parse(std::env::args().skip(1))?;
    let mut rows = table::<W>();
    rows.retain(|row| options.selects(&row.name));
    if options.list {
        for row in rows {
            println!("{}", row.name);
        }
        return Ok(());
    }
    if rows.is_empty() {
        return Err(Error::other("no row has such a name; --list prints all"));
    }
    let Some(root) = W::preopens().into_iter().next() else {
        tap::bail_out("the host gives no directory");
        return Err(Error::other("the host gives no directory"));
    };
    run(&root, rows, &options).await
}

fn table<W: Conforming + 'static>() -> Vec<Row<W>> {
    let mut rows = nodes::rows();
    rows.extend(order::rows());
    rows.extend(resolution::rows());
    rows.extend(limits::rows());
    rows.extend(lists::rows());
    rows.extend(metadata::rows());
    rows.extend(attributes::rows());
    rows.extend(fifo::rows());
    rows
}

async fn run<W: Conforming + 'static>(
    root: &W::Descriptor,
    rows: Vec<Row<W>>,
    options: &Options,
) -> Result<()> {
    tap::head(rows.len());
    let first_umask = W::set_umask(0);
    let mut failed = 0;
    for (index, row) in rows.into_iter().enumerate() {
        let (number, name) = (index + 1, row.name.clone());
        if let Some(reason) = row.skipped(options) {
            tap::skip(number, &name, &reason);
            continue;
        }
        W::set_umask(0);
        match alone(root, row, options, first_umask).await {
            Ok(check) => {
                failed += usize::from(check.is_err());
                tap::result(number, &name, &check);
            }
            Err(error) => {
                tap::bail_out(&error);
                return Err(Error::other(error));
            }
        }
    }
    W::set_umask(first_umask);
    match failed {
        0 => Ok(()),
        failed => Err(Error::other(format!("{failed} rows failed"))),
    }
}

/// Runs a row in a directory of its own. The error is that there can be none.
async fn alone<W: Conforming + 'static>(
    root: &W::Descriptor,
    row: Row<W>,
    options: &Options,
    first_umask: u16,
) -> std::result::Result<Check, String> {
    let cannot = |what: &str, error: String| format!("cannot {what} `{FOLDER}`: {error}");
    let made = W::create_directory_at(root, FOLDER).await;
    made.map_err(|error| cannot("make the directory", error))?;
    let dir = subdir::<W>(root, FOLDER).await;
    let dir = dir.map_err(|error| cannot("open the directory", error))?;
    let check = match Scene::make(&dir, options, first_umask).await {
        Ok(scene) => row.run(scene).await,
        Err(error) => Err(Failure {
            what: "wasi:filesystem makes the files of the row".to_owned(),
            expected: "no error".to_owned(),
            found: error,
        }),
    };
    let cleared = clear::<W>(&dir).await;
    cleared.map_err(|error| cannot("empty the directory", error))?;
    drop(dir);
    let removed = W::remove_directory_at(root, FOLDER).await;
    removed.map_err(|error| cannot("remove the directory", error))?;
    Ok(check)
}
