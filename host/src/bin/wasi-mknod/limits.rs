//! What a guest may take of the memory of the runner.

use crate::args::Options;
use wasmtime::{ResourceLimiter, Result, Store, bail};

/// How many bytes a guest may hand over in one call of the host.
const BYTES_PER_CALL: usize = 64 << 20;
/// How many resources, such as descriptors and streams, a guest may hold at once.
const RESOURCES: usize = 100_000;
/// How many elements the tables of a guest may have together.
const TABLE_ELEMENTS: usize = 1_000_000;
/// How many core instances, tables and memories a guest may have.
const INSTANCES: usize = 1_000;
const TABLES: usize = 1_000;
const MEMORIES: usize = 100;

/// What is left of a guest's shares.
///
/// wasmtime's `StoreLimits` bounds each memory by itself; a guest with many memories would get
/// many times that.
#[derive(Debug)]
pub(crate) struct Limits {
    memory: Share,
    table_elements: Share,
    instances: usize,
    tables: usize,
    memories: usize,
    /// Whether a growth that fails is a trap.
    traps: bool,
}

/// What is left for all, and what one may have.
#[derive(Debug)]
struct Share {
    left: usize,
    each: usize,
}

impl Limits {
    /// Creates limits as the options say. Those of `-W` hold for each memory and table, beside those
    /// that hold for all together.
    pub(crate) fn new(options: &Options) -> Self {
        let wasm = options.wasmtime.wasm();
        let each = wasm.max_table_elements.unwrap_or(TABLE_ELEMENTS);
        Self {
            memory: Share {
                left: usize::try_from(options.max_memory).unwrap_or(usize::MAX),
                each: wasm.max_memory_size.unwrap_or(usize::MAX),
            },
            table_elements: Share {
                left: each.max(TABLE_ELEMENTS),
                each,
            },
            instances: wasm.max_instances.unwrap_or(INSTANCES),
            tables: wasm.max_tables.unwrap_or(TABLES),
            memories: wasm.max_memories.unwrap_or(MEMORIES),
            traps: wasm.trap_on_grow_failure == Some(true),
        }
    }

    fn answer(&self, granted: bool, what: &str) -> Result<bool> {
        match granted {
            false if self.traps => bail!("a {what} would grow beyond a limit of the runner"),
            granted => Ok(granted),
        }
    }

    fn fail(&self, error: wasmtime::Error) -> Result<()> {
        match self.traps {
            true => Err(error),
            false => Ok(()),
        }
    }
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

impl ResourceLimiter for Limits {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> Result<bool> {
        let granted = self.memory.take(current, desired, maximum);
        self.answer(granted, "memory")
    }

    fn memory_grow_failed(&mut self, error: wasmtime::Error) -> Result<()> {
        self.fail(error)
    }

    fn table_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> Result<bool> {
        let granted = self.table_elements.take(current, desired, maximum);
        self.answer(granted, "table")
    }

    fn table_grow_failed(&mut self, error: wasmtime::Error) -> Result<()> {
        self.fail(error)
    }

    fn instances(&self) -> usize {
        self.instances
    }

    fn tables(&self) -> usize {
        self.tables
    }

    fn memories(&self) -> usize {
        self.memories
    }
}

impl Share {
    /// Takes a growth from what is left, and returns whether there was enough.
    ///
    /// A growth that fails later is not given back: wasmtime reports failures that were never
    /// counted, too, and a guest could cause these to raise its limit.
    fn take(&mut self, current: usize, desired: usize, maximum: Option<usize>) -> bool {
        if desired > self.each || maximum.is_some_and(|maximum| desired > maximum) {
            return false;
        }
        match self.left.checked_sub(desired.saturating_sub(current)) {
            Some(rest) => {
                self.left = rest;
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Limits;
    use crate::args::{Args, Command};
    use clap::Parser as _;
    use wasmtime::ResourceLimiter as _;

    fn limits(words: &[&str]) -> Limits {
        let words = ["wasi-mknod", "run"].iter().chain(words).chain(&["x.wasm"]);
        let Command::Run(mut options) = Args::parse_from(words).command;
        crate::wasmtime_options::settle(&mut options).unwrap();
        Limits::new(&options)
    }

    #[test]
    fn memories_share_one_limit() {
        let mut limits = limits(&["--max-memory", "100"]);
        for (current, desired, maximum, granted) in [
            (0, 40, None, true),
            (0, 40, Some(40), true),
            (40, 41, Some(40), false),
            (40, 61, None, false),
            (40, 60, None, true),
            (60, 61, None, false),
            (60, usize::MAX, None, false),
        ] {
            let answer = limits.memory_growing(current, desired, maximum).unwrap();
            assert_eq!(answer, granted, "{current} to {desired}");
        }
        assert!(limits.table_growing(0, 1_000_000, None).unwrap());
        assert!(!limits.table_growing(0, 1, None).unwrap());
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
