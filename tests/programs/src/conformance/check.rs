//! What a row finds.

use std::fmt::Debug;

/// The end of a row.
pub(super) type Check = Result<(), Failure>;

/// What a host does otherwise than the interface says.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) what: String,
    pub(super) expected: String,
    pub(super) found: String,
}

/// Compares what the host answers with what it has to.
pub(super) fn same<T: PartialEq + Debug>(what: &str, found: T, expected: T) -> Check {
    match found == expected {
        true => Ok(()),
        false => Err(Failure {
            what: what.to_owned(),
            expected: format!("{expected:?}"),
            found: format!("{found:?}"),
        }),
    }
}

/// Takes what the host answers if it is no error.
pub(super) fn works<T>(what: &str, answer: Result<T, impl Debug>) -> Result<T, Failure> {
    answer.map_err(|error| Failure {
        what: what.to_owned(),
        expected: "no error".to_owned(),
        found: format!("{error:?}"),
    })
}

/// Takes a call for one that has to fail with this error.
pub(super) fn fails<T: Debug>(what: &str, answer: Result<T, String>, error: &str) -> Check {
    match answer {
        Err(found) if found == error => Ok(()),
        found => Err(Failure {
            what: what.to_owned(),
            expected: error.to_owned(),
            found: format!("{found:?}"),
        }),
    }
}
