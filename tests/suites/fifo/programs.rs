//! The guest programs with their asserts inside.

use wasi_mknod_tests::{
    Entry, Fixture, FrontEnd, Host, Trials, dir, fifo, file, foreach_program, leaks, link,
    programs, socket,
};

/// Adds one trial for each guest program and front end. A program without a function of its name
/// does not compile.
pub(crate) fn add(trials: &mut Trials) {
    macro_rules! add {
        ($name:ident $constant:ident $($program:tt)*) => {
            trials.each(
                &FrontEnd::GUESTS,
                concat!("programs::", stringify!($name)),
                &[],
                $name,
            );
        };
    }
    foreach_program!(fifo, add);
    foreach_program!(fifo_alone, add);
}

/// One of everything, and ways that lead nowhere.
pub(crate) fn everything() -> [Entry; 11] {
    [
        dir("inside/dir").mode(0o1711),
        fifo("inside/fifo").mode(0o620),
        fifo("inside/other"),
        file("inside/file").mode(0o604),
        link("inside/dangling", "missing"),
        link("inside/link", "fifo"),
        link("inside/loop", "loop"),
        link("inside/out", "../outside/fifo"),
        socket("inside/socket").mode(0o700),
        fifo("outside/fifo"),
        file("outside/file"),
    ]
}

fn fifo_std(front_end: FrontEnd) {
    let fixture = Fixture::new(&everything());
    let host = Host::on(front_end, &fixture)
        .arg("echo")
        .arg("/fifo")
        .arg("text");
    assert_eq!(host.run(programs::FIFO_STD).success(), "text\n");
}

fn fifo_streams(front_end: FrontEnd) {
    let fixture = Fixture::new(&everything());
    let host = Host::on(front_end, &fixture);
    host.run(programs::FIFO_STREAMS).success();
    // The interface needs no whole `wasi:filesystem`.
    let fixture = Fixture::new(&everything());
    let host = Host::on(front_end, &fixture).plain();
    host.run(programs::FIFO_STREAMS).success();
}

fn fifo_metadata(front_end: FrontEnd) {
    let fixture = Fixture::new(&everything());
    let host = Host::on(front_end, &fixture);
    host.run(programs::FIFO_METADATA).success();
    let user = rustix::process::geteuid().as_raw().to_string();
    let host = host.show_owner().read_only().arg(user);
    host.run(programs::FIFO_METADATA).success();
}

fn fifo_descriptors(front_end: FrontEnd) {
    let fixture = Fixture::new(&everything());
    let host = Host::on(front_end, &fixture);
    host.run(programs::FIFO_DESCRIPTORS).success();
}

fn fifo_writes(front_end: FrontEnd) {
    let fixture = Fixture::new(&[]);
    let host = Host::on(front_end, &fixture);
    host.run(programs::FIFO_WRITES).success();
}

/// Its test with all that is counted is in `stores`.
fn fifo_pollables(front_end: FrontEnd) {
    crate::stores::wait_often(front_end, || ());
}

/// Its test with all that is counted is in `stores`.
fn fifo_many(front_end: FrontEnd) {
    let fixture = Fixture::new(&[]);
    leaks::many_files();
    let host = Host::on(front_end, &fixture);
    host.run(programs::FIFO_MANY).success();
}
