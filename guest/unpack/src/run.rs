//! The run: an archive, or the layers of an image, into a directory or onto standard output.

use crate::archive::Archive;
use crate::arguments::Options;
use crate::diagnostics::describe;
use crate::layout::Layout;
use crate::report::Report;
use crate::tree::{Attributes, Tree, Trouble};
use crate::{input, list};
use std::io::{self, BufRead, BufWriter, Write as _};
use std::path::Path;
use std::process::ExitCode;

/// Where entries go.
enum Output {
    Tree(Box<Tree>),
    List(BufWriter<io::Stdout>),
}

pub(crate) fn run(program: String, options: &Options) -> ExitCode {
    let mut report = Report::new(program);
    // Before the directory is made: a source that is not there leaves nothing behind.
    let is_layout = options.source.as_os_str() != "-" && options.source.is_dir();
    let done = match is_layout {
        true => run_layout(options, &mut report),
        false => run_archive(options, &mut report),
    };
    if let Err((what, path, error)) = done {
        report.stop(what, &path.to_string_lossy(), &error);
    }
    report.status()
}

/// What could not be done with which file.
type Failure<'a> = (&'static str, &'a Path, io::Error);

fn run_archive<'a>(options: &'a Options, report: &mut Report) -> Result<(), Failure<'a>> {
    let reading = |error| ("read", &*options.source, error);
    let input = input::open(&options.source).map_err(reading)?;
    let mut output = open(options, options.layer)?;
    let passed = pass(input, &mut output, report);
    finish(output, report);
    match passed {
        Err(Stop::Reading(error)) => Err(reading(error)),
        Ok(()) | Err(Stop::Reported) => Ok(()),
    }
}

fn run_layout<'a>(options: &'a Options, report: &mut Report) -> Result<(), Failure<'a>> {
    let reading = |error| ("read", &*options.source, error);
    let layout = Layout::open(&options.source, &options.choice).map_err(reading)?;
    let mut output = open(options, true)?;
    let mut passed = Ok(());
    for layer in layout.layers() {
        let layer = layout.open_layer(layer).map_err(Stop::Reading);
        passed = layer.and_then(|layer| pass(layer, &mut output, report));
        if passed.is_err() {
            break;
        }
    }
    finish(output, report);
    match passed {
        Err(Stop::Reading(error)) => Err(reading(error)),
        Ok(()) | Err(Stop::Reported) => Ok(()),
    }
}

fn open(options: &Options, whiteouts: bool) -> Result<Output, Failure<'_>> {
    let Some(directory) = &options.directory else {
        return Ok(Output::List(BufWriter::new(io::stdout())));
    };
    let tree = Tree::open(directory, Attributes::new(options.owners), whiteouts);
    let tree = tree.map_err(|error| ("open", &**directory, error))?;
    Ok(Output::Tree(Box::new(tree)))
}

/// Why no more entries are passed on.
enum Stop {
    Reading(io::Error),
    /// It is reported already.
    Reported,
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Reading(error)
    }
}

/// Passes the entries of an archive on.
fn pass(input: impl BufRead, output: &mut Output, report: &mut Report) -> Result<(), Stop> {
    let mut archive = Archive::new(input);
    let passed = pass_entries(&mut archive, output, report);
    if let Output::Tree(tree) = output {
        tree.finish_archive();
    }
    passed
}

fn pass_entries<R: BufRead>(
    archive: &mut Archive<R>,
    output: &mut Output,
    report: &mut Report,
) -> Result<(), Stop> {
    while let Some(entry) = archive.next()? {
        match output {
            Output::List(lines) => {
                if let Err(error) = writeln!(lines, "{}", list::line(&entry)) {
                    report.fail(format_args!("write error: {}", describe(&error)));
                    return Err(Stop::Reported);
                }
            }
            Output::Tree(tree) => match tree.add(&entry, archive) {
                Ok(()) => {}
                Err(Trouble::Skip(reason)) => report.skip(&entry.name, &reason),
                Err(Trouble::Fatal(error)) => {
                    report.stop("unpack", &String::from_utf8_lossy(&entry.name), &error);
                    return Err(Stop::Reported);
                }
            },
        }
    }
    Ok(())
}

/// Reports what is known at the end only.
fn finish(output: Output, report: &mut Report) {
    match output {
        Output::Tree(tree) => tree.lost().for_each(|lost| match lost.is_expected() {
            true => report.note(lost),
            false => report.fail(lost),
        }),
        // What `writeln!` has reported is lost for the same reason.
        Output::List(mut lines) if !report.has_failed() => {
            if let Err(error) = lines.flush() {
                report.fail(format_args!("write error: {}", describe(&error)));
            }
        }
        Output::List(mut lines) => drop(lines.flush()),
    }
}
