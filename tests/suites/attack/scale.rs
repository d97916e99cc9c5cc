//! How long attacks go on.

/// The environment variable that multiplies the work of the attacks.
const VARIABLE: &str = "WASI_MKNOD_ATTACK_SCALE";

/// The factor: 1 unless the environment says otherwise.
///
/// # Panics
///
/// If the environment says something else than a number.
pub(crate) fn factor() -> usize {
    std::env::var(VARIABLE).map_or(1, |factor| {
        let factor = factor.parse();
        factor.unwrap_or_else(|error| panic!("{VARIABLE} is to be a number: {error}"))
    })
}

/// Shows figures of a long run.
pub(crate) fn report(figures: &str) {
    if factor() > 1 {
        println!("{figures}");
    }
}
