//! What a guest may take of the memory of the runner.

use wasmtime::{ResourceLimiter, Result, Store};

/// How many bytes a guest may hand over in one call of the host.
pub(crate) const BYTES_PER_CALL: usize = 64 << 20;
/// How many resources, such as descriptors and streams, a guest may hold at once.
pub(crate) const RESOURCES: usize = 100_000;
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
    memory: usize,
    table_elements: usize,
}

impl Limits {
    /// Creates limits with which the memories of the guest have at most `memory` bytes together.
    pub(crate) fn new(memory: u64) -> Self {
        Self {
            memory: usize::try_from(memory).unwrap_or(usize::MAX),
            table_elements: TABLE_ELEMENTS,
        }
    }
}

/// Sets the limits that belong to a store and not to its data.
pub(crate) fn configure<T: AsMut<Limits>>(store: &mut Store<T>, fuel: Option<u64>) -> Result<()> {
    store.limiter(|state| state.as_mut());
    store.set_hostcall_fuel(BYTES_PER_CALL);
    fuel.map_or(Ok(()), |fuel| store.set_fuel(fuel))
}

impl ResourceLimiter for Limits {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> Result<bool> {
        Ok(take(&mut self.memory, current, desired, maximum))
    }

    fn table_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> Result<bool> {
        Ok(take(&mut self.table_elements, current, desired, maximum))
    }

    fn instances(&self) -> usize {
        INSTANCES
    }

    fn tables(&self) -> usize {
        TABLES
    }

    fn memories(&self) -> usize {
        MEMORIES
    }
}

/// Takes a growth from what is `left`, and returns whether there was enough.
///
/// A growth that fails later is not given back: wasmtime reports failures that were never counted,
/// too, and a guest could cause these to raise its limit.
fn take(left: &mut usize, current: usize, desired: usize, maximum: Option<usize>) -> bool {
    if maximum.is_some_and(|maximum| desired > maximum) {
        return false;
    }
    match left.checked_sub(desired.saturating_sub(current)) {
        Some(rest) => {
            *left = rest;
            true
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::Limits;
    use wasmtime::ResourceLimiter as _;

    #[test]
    fn memories_share_one_limit() {
        let mut limits = Limits::new(100);
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
}
