//! What a guest may take of the memory of its host.

use wasmtime::{ResourceLimiter, Result, bail};

/// How much a guest may have. The default is what the runner `wasi-mknod` grants.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LimitsConfig {
    /// How many bytes the memories of the guest may have together.
    pub memory: usize,
    /// How many bytes one memory may have.
    pub each_memory: usize,
    /// How many elements the tables may have together, and each.
    pub table_elements: usize,
    /// How many core instances there may be.
    pub instances: usize,
    /// How many tables there may be.
    pub tables: usize,
    /// How many memories there may be.
    pub memories: usize,
    /// Whether a growth that fails is a trap.
    pub traps: bool,
}

/// How many elements the tables of a guest may have together, unless one may have more.
const TABLE_ELEMENTS: usize = 1_000_000;

impl Default for LimitsConfig {
    fn default() -> Self {
        Self {
            memory: usize::try_from(4_u64 << 30).unwrap_or(usize::MAX),
            each_memory: usize::MAX,
            table_elements: TABLE_ELEMENTS,
            instances: 1_000,
            tables: 1_000,
            memories: 100,
            traps: false,
        }
    }
}

/// What is left of a guest's shares.
///
/// wasmtime's `StoreLimits` bounds each memory by itself; a guest with many memories would get
/// many times that.
#[derive(Debug)]
pub struct Limits {
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
    /// Creates limits of which nothing is taken yet.
    pub fn new(config: &LimitsConfig) -> Self {
        Self {
            memory: Share {
                left: config.memory,
                each: config.each_memory,
            },
            table_elements: Share {
                left: config.table_elements.max(TABLE_ELEMENTS),
                each: config.table_elements,
            },
            instances: config.instances,
            tables: config.tables,
            memories: config.memories,
            traps: config.traps,
        }
    }

    fn answer(&self, granted: bool, what: &str) -> Result<bool> {
        match granted {
            false if self.traps => bail!("a {what} would grow beyond a limit of the host"),
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
    use super::{Limits, LimitsConfig};
    use wasmtime::ResourceLimiter as _;

    #[test]
    fn memories_share_one_limit() {
        let mut limits = Limits::new(&LimitsConfig {
            memory: 100,
            ..LimitsConfig::default()
        });
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
