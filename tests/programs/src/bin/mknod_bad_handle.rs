//! Passes as directory what is no descriptor of the guest, as the first argument says. It does not get beyond that.

use wasi_mknod::bindings::mknod;
use wasi_mknod_test_programs::guest;
use wasip2::filesystem::types::{Descriptor, DescriptorFlags, OpenFlags, PathFlags};

fn main() {
    let root = guest::preopen();
    let argument = std::env::args().nth(1).expect("which handle");
    let number = match &*argument {
        "made-up" => 4711,
        "zero" => 0,
        "largest" => u32::MAX,
        "dropped" => {
            let dropped = root
                .open_at(
                    PathFlags::empty(),
                    "dir",
                    OpenFlags::DIRECTORY,
                    DescriptorFlags::READ,
                )
                .expect("it is there");
            dropped.handle()
        }
        "other-type" => {
            // Taken, it stays open.
            let stream = root.read_directory().expect("it can be read");
            stream.take_handle()
        }
        other => panic!("{other} is none of the cases"),
    };
    // SAFETY: to find out what the host makes of a handle that is none is what this program is for. It ends here.
    let bad = unsafe { Descriptor::from_handle(number) };
    println!("{:?}", guest::mkfifo(&bad, "never"));
    println!("{:?}", mknod::mknod_many(&bad, &[]));
}
