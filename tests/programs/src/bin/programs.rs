//! The programs of [`foreach_program`] by WASI 0.2. The first argument is the name of one.

use std::env::args;
use std::io::Result;
use wasi_mknod_test_programs::{
    End, P2, VersionedFifo as _, attack, driver, fifo, foreach_program, mknod, pipeline,
};

type W = P2;

fn main() -> Result<()> {
    let name = args().nth(1).expect("the name of a program");
    macro_rules! run {
        ($name:ident $constant:ident $($program:tt)*) => {
            if name == stringify!($name) {
                return End::end(P2::run($($program)*));
            }
        };
    }
    foreach_program!(both, run);
    panic!("there is no program {name} for WASI 0.2")
}
