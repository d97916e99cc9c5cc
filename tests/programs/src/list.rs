//! The programs that share one component for each version of WASI.

/// Expands `$each! { name NAME future }` for every program of a group.
///
/// The groups are the prefixes of the names, and `both` for the programs of both versions of WASI.
/// The future is the program itself, as code in which `W` is the version of WASI.
///
/// The groups `bench`, `conformance_alone`, `fifo_alone` and `use_alone` are programs that have a component of their own. Their rows
/// have no future.
#[macro_export]
macro_rules! foreach_program {
    (both, $each:ident) => {
        $crate::foreach_program!(attack, $each);
        $crate::foreach_program!(driver, $each);
        $crate::foreach_program!(fifo, $each);
        $crate::foreach_program!(mknod, $each);
        $crate::foreach_program!(pipeline, $each);
    };
    (attack, $each:ident) => {
        $each! { attack_links ATTACK_LINKS attack::links::<W>() }
        $each! { attack_moves ATTACK_MOVES attack::moves::<W>() }
        $each! { attack_procfs ATTACK_PROCFS attack::procfs::<W>() }
        $each! { attack_sizes ATTACK_SIZES attack::sizes::<W>() }
        $each! { attack_storm ATTACK_STORM attack::storm::<W>() }
        $each! { attack_umask ATTACK_UMASK attack::umask::<W>() }
    };
    (bench, $each:ident) => {
        $each! { bench_fifo BENCH_FIFO }
    };
    (conformance_alone, $each:ident) => {
        $each! { conformance CONFORMANCE }
    };
    (driver, $each:ident) => {
        $each! { driver_fifo DRIVER_FIFO driver::fifo::<W>() }
        $each! { driver_links DRIVER_LINKS driver::links::<W>() }
        $each! { driver_mknod DRIVER_MKNOD driver::mknod::<W>() }
        $each! { driver_one DRIVER_ONE driver::one::<W>() }
        $each! { driver_open DRIVER_OPEN driver::open::<W>() }
        $each! { driver_swap DRIVER_SWAP driver::swap::<W>() }
    };
    (fifo, $each:ident) => {
        $each! { fifo_descriptors FIFO_DESCRIPTORS W::fifo_descriptors() }
        $each! { fifo_many FIFO_MANY W::fifo_many() }
        $each! { fifo_metadata FIFO_METADATA fifo::metadata::<W>() }
        $each! { fifo_pollables FIFO_POLLABLES fifo::pollables::<W>() }
        $each! { fifo_streams FIFO_STREAMS W::fifo_streams() }
        $each! { fifo_writes FIFO_WRITES W::fifo_writes() }
    };
    (fifo_alone, $each:ident) => {
        $each! { fifo_std FIFO_STD }
    };
    (mknod, $each:ident) => {
        $each! { mknod_bad_handle MKNOD_BAD_HANDLE mknod::bad_handle::<W>() }
        $each! { mknod_dev MKNOD_DEV mknod::dev::<W>($crate::arguments()) }
        $each! { mknod_handles MKNOD_HANDLES mknod::handles::<W>() }
        $each! { mknod_many MKNOD_MANY mknod::many::<W>() }
        $each! { mknod_preopens MKNOD_PREOPENS mknod::preopens::<W>() }
        $each! { mknod_quota MKNOD_QUOTA mknod::quota::<W>() }
        $each! { mknod_raw MKNOD_RAW mknod::raw::<W>() }
        $each! { mknod_readonly MKNOD_READONLY mknod::readonly::<W>() }
        $each! { mknod_std MKNOD_STD mknod::of_std::<W>() }
        $each! { mknod_typed MKNOD_TYPED mknod::typed::<W>() }
        $each! { mknod_umask MKNOD_UMASK mknod::umask::<W>() }
        $each! { mknod_without_root MKNOD_WITHOUT_ROOT mknod::without_root::<W>() }
    };
    (p3, $each:ident) => {
        $each! { p3_cancel P3_CANCEL p3::cancel() }
        $each! { p3_many P3_MANY p3::many() }
        $each! { p3_pipe P3_PIPE p3::pipe() }
        $each! { p3_wait P3_WAIT p3::wait() }
    };
    (p3_hanging, $each:ident) => {
        $each! { p3_flood P3_FLOOD p3::flood() }
        $each! { p3_lists P3_LISTS p3::lists() }
    };
    (pipeline, $each:ident) => {
        $each! { pipeline_consumer PIPELINE_CONSUMER async { pipeline::consumer($crate::arguments()) } }
        $each! { pipeline_filter PIPELINE_FILTER async { pipeline::filter() } }
        $each! { pipeline_producer PIPELINE_PRODUCER async { pipeline::producer($crate::arguments()) } }
    };
    (use_alone, $each:ident) => {
        $each! { use_subject USE_SUBJECT }
    };
}
