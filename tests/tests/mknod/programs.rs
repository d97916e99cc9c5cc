//! The host's side of the guest programs: what they find, and what the kernel says of what they leave.

use wasi_mknod_tests::{
    Created, Fixture, FrontEnd, Host, Kind, Trials, dir, foreach_mknod, programs,
};

/// Adds one trial for each guest program and front end. A program without a function of its name does not compile.
pub(crate) fn add(trials: &mut Trials) {
    macro_rules! add {
        ($name:ident) => {
            trials.each(
                &FrontEnd::GUESTS,
                concat!("programs::", stringify!($name)),
                &[],
                $name,
            );
        };
    }
    foreach_mknod!(add);
}

fn mknod_raw(front_end: FrontEnd) {
    let fixture = Fixture::new(&[dir("inside/dir"), dir("inside/dir/sub")]);
    let before = fixture.snapshot();
    Host::on(front_end, &fixture)
        .run(programs::MKNOD_RAW)
        .success();
    before.assert_created(
        &fixture.snapshot(),
        [
            ("inside/typeless", Created::own(Kind::RegularFile, 0o640)),
            ("inside/regular", Created::own(Kind::RegularFile, 0o600)),
            ("inside/relative-fifo", Created::own(Kind::Fifo, 0o600)),
            ("inside/socket", Created::own(Kind::Socket, 0o700)),
            ("inside/mkfifo", Created::own(Kind::Fifo, 0o1640)),
            ("inside/mkfifo-with-type", Created::own(Kind::Fifo, 0o600)),
            ("inside/dir/regular", Created::own(Kind::RegularFile, 0o400)),
            ("inside/dir/fifo", Created::own(Kind::Fifo, 0o755)),
            ("inside/dir/sub/fifo", Created::own(Kind::Fifo, 0)),
        ],
    );
}
