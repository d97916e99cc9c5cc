//! The programs of [`foreach_program`] by WASI 0.3. The first argument is the name of one.

use std::env::args;
use std::io::Result;
use wasi_mknod_test_programs::{
    End, P3, VersionedFifo as _, attack, driver, fifo, foreach_program, mknod, p3, pipeline, run,
};

type W = P3;

run!(programs());

async fn programs() -> Result<()> {
    let name = args().nth(1).expect("the name of a program");
    macro_rules! run_program {
        ($name:ident $constant:ident $($program:tt)*) => {
            if name == stringify!($name) {
                return End::end(Box::pin($($program)*).await);
            }
        };
    }
    foreach_program!(both, run_program);
    foreach_program!(p3, run_program);
    foreach_program!(p3_hanging, run_program);
    panic!("there is no program {name} for WASI 0.3")
}
