//! The table of behaviour for any host, by WASI 0.2: `docs/conformance.md`.

use wasi_mknod_test_programs::{P2, conformance};

fn main() -> std::io::Result<()> {
    P2::run(conformance::conformance::<P2>())
}
