//! Handles that are none.

use crate::Posix;
use std::io::Result;

/// Passes as directory what is no descriptor of the guest, as the first argument says. It does not
/// get beyond that.
pub async fn bad_handle<W: Posix>() -> Result<()> {
    let root = W::preopen();
    let argument = crate::arguments().next().expect("which handle");
    let number = match &*argument {
        "made-up" => 4711,
        "zero" => 0,
        "largest" => u32::MAX,
        "dropped" => {
            let dropped = W::open(&root, "dir").await.expect("it is there");
            W::handle(&dropped)
        }
        "other-type" => W::handle_of_listing(&root),
        other => panic!("{other} is none of the cases"),
    };
    let bad = W::forge(number);
    println!("{:?}", W::make_fifo(&bad, "never").await);
    println!("{:?}", W::make_nodes(&bad, Vec::new()).await);
    Ok(())
}
