//! The table of behaviour for any host, by WASI 0.3: `docs/conformance.md`.

use wasi_mknod_test_programs::{P3, conformance, run};

run!(conformance::conformance::<P3>());
