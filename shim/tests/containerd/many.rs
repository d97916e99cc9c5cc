//! Many containers at once.

use super::NEEDS;
use super::container::Container;
use std::fs;
use std::thread;
use wasi_mknod_tests::Trials;
use wasi_mknod_tests::programs::MKFIFO;

const COUNT: usize = 50;

pub(crate) fn add(trials: &mut Trials) {
    trials.add("many::fifty_at_once", NEEDS, fifty);
}

fn fifty() {
    let volume = tempfile::tempdir().expect("there is room");
    let path = volume.path();
    thread::scope(|scope| {
        for index in 0..COUNT {
            scope.spawn(move || {
                let name = format!("/v/{index}");
                let container = Container::new(&MKFIFO, &[&name]);
                container
                    .volume(path, "/v", &["rbind", "rw"])
                    .run()
                    .expect(0);
            });
        }
    });
    assert_eq!(fs::read_dir(path).expect("it is there").count(), COUNT);
}
