//! WASI 0.3.
