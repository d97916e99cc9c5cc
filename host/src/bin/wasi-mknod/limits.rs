//! What a guest may take of the memory of the runner.

use crate::args::Options;
use wasi_mknod_wasmtime::command::{Limits, LimitsConfig};
use wasmtime::{Result, Store};

/// How many bytes a guest may hand over in one call of the host.
const BYTES_PER_CALL: usize = 64 << 20;
/// How many resources, such as descriptors and streams, a guest may hold at once.
const RESOURCES: usize = 100_000;

/// Creates limits as the options say. Those of `-W` hold for each memory and table, beside those that
/// hold for all together.
pub(crate) fn limits(options: &Options) -> Limits {
    let wasm = options.wasmtime.wasm();
    let mut config = LimitsConfig::default();
    config.memory = usize::try_from(options.max_memory).unwrap_or(usize::MAX);
    config.each_memory = wasm.max_memory_size.unwrap_or(config.each_memory);
    config.table_elements = wasm.max_table_elements.unwrap_or(config.table_elements);
    config.instances = wasm.max_instances.unwrap_or(config.instances);
    config.tables = wasm.max_tables.unwrap_or(config.tables);
    config.memories = wasm.max_memories.unwrap_or(config.memories);
    config.traps = wasm.trap_on_grow_failure == Some(true);
    Limits::new(&config)
}

/// How many resources a guest may hold at once.
pub(crate) fn resources(options: &Options) -> usize {
    options.wasmtime.wasi().max_resources.unwrap_or(RESOURCES)
}

/// Sets the limits that belong to a store and not to its data.
pub(crate) fn configure<T: AsMut<Limits>>(store: &mut Store<T>, options: &Options) -> Result<()> {
    store.limiter(|state| state.as_mut());
    let wasi = options.wasmtime.wasi();
    store.set_hostcall_fuel(wasi.hostcall_fuel.unwrap_or(BYTES_PER_CALL));
    if let Some(handles) = wasi.max_component_handles {
        store.set_max_component_handles(handles);
    }
    options.fuel.map_or(Ok(()), |fuel| store.set_fuel(fuel))
}

#[cfg(test)]
mod tests {
    use crate::args::{Args, Command};
    use clap::Parser as _;
    use wasi_mknod_wasmtime::command::Limits;
    use wasmtime::ResourceLimiter as _;

    fn limits(words: &[&str]) -> Limits {
        let words = ["wasi-mknod", "run"].iter().chain(words).chain(&["x.wasm"]);
        let Command::Run(mut options) = Args::parse_from(words).command;
        crate::wasmtime_options::settle(&mut options).unwrap();
        super::limits(&options)
    }

    #[test]
    fn each_memory_has_a_limit_beside_that_of_all() {
        let options = "max-memory-size=60,max-table-elements=2000000,max-memories=7";
        let mut limits = limits(&["--max-memory", "100", "-W", options]);
        assert!(!limits.memory_growing(0, 61, None).unwrap());
        assert!(limits.memory_growing(0, 60, None).unwrap());
        assert!(!limits.memory_growing(0, 41, None).unwrap());
        assert!(limits.memory_growing(0, 40, None).unwrap());
        assert!(!limits.table_growing(0, 2_000_001, None).unwrap());
        assert!(limits.table_growing(0, 2_000_000, None).unwrap());
        assert_eq!(limits.memories(), 7);
        assert_eq!(limits.instances(), 1_000);
    }

    #[test]
    fn a_growth_that_fails_can_trap() {
        let mut limits = limits(&["--max-memory", "100", "-W", "trap-on-grow-failure"]);
        assert!(limits.memory_growing(0, 100, None).unwrap());
        assert!(limits.memory_growing(100, 101, None).is_err());
        assert!(limits.table_growing(0, 2_000_000, None).is_err());
        assert!(
            limits
                .memory_grow_failed(wasmtime::Error::msg("full"))
                .is_err()
        );
    }
}
