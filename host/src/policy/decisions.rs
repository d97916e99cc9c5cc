//! What rules say about a device, found without a look at each rule.

use super::device_rule::{DeviceKind, DeviceRule};
use crate::Device;
use std::collections::{BTreeMap, HashMap};

/// The decisions of some rules. Of the rules that match a device, the one added last decides.
///
/// A rule for one major number is found in logarithmic time. Rules for several of them are looked
/// at one after the other, the last one first; a rule for all devices ends that, since nothing
/// before it counts.
#[derive(Clone, Debug, Default)]
pub(super) struct Decisions {
    /// The number of rules that were added, which is the age of the next one.
    count: usize,
    /// The decision where nothing else decides.
    otherwise: bool,
    /// What rules for one major number say about its minor numbers.
    by_major: HashMap<(DeviceKind, u32), Minors>,
    /// The rules for several major numbers, with their ages.
    wide: Vec<(usize, DeviceRule)>,
    /// The decision about character device 0:0, for which no rule counts but its own.
    whiteout: bool,
}

/// Ranges of minor numbers by their first number. They do not overlap.
type Minors = BTreeMap<u32, Range>;

#[derive(Clone, Copy, Debug)]
struct Range {
    last: u32,
    allows: bool,
    /// The age of the rule.
    age: usize,
}

impl Decisions {
    /// Adds a rule.
    pub(super) fn add(&mut self, rule: &DeviceRule) {
        self.count += 1;
        let allows = rule.allows();
        if rule.matches(DeviceKind::Character, Device::WHITEOUT) {
            self.whiteout = allows;
        }
        if rule.is_for_all() {
            self.otherwise = allows;
            self.by_major.clear();
            self.wide.clear();
            return;
        }
        let Some(major) = rule.only_major() else {
            self.wide.push((self.count, rule.clone()));
            return;
        };
        let (first, last) = rule.minors();
        let range = Range {
            last,
            allows,
            age: self.count,
        };
        for kind in [DeviceKind::Character, DeviceKind::Block] {
            if rule.is_for(kind) {
                cover(
                    self.by_major.entry((kind, major)).or_default(),
                    first,
                    range,
                );
            }
        }
    }

    /// Returns whether the rules grant a device.
    pub(super) fn grant(&self, kind: DeviceKind, device: Device) -> bool {
        if kind == DeviceKind::Character && device == Device::WHITEOUT {
            return self.whiteout;
        }
        let minors = self.by_major.get(&(kind, device.major()));
        let found = minors
            .and_then(|minors| minors.range(..=device.minor()).next_back())
            .map(|(_, range)| range)
            .filter(|range| range.last >= device.minor());
        let age = found.map_or(0, |range| range.age);
        let later = self.wide.iter().rev().take_while(|(of, _)| *of > age);
        let mut wide = later.filter(|(_, rule)| rule.matches(kind, device));
        match (wide.next(), found) {
            (Some((_, rule)), _) => rule.allows(),
            (None, Some(range)) => range.allows,
            (None, None) => self.otherwise,
        }
    }
}

/// Puts a range that begins with `first` over those that are there.
fn cover(minors: &mut Minors, first: u32, range: Range) {
    let before = minors.range_mut(..first).next_back();
    let mut rest = None;
    if let Some((_, before)) = before
        && before.last >= first
    {
        rest = Some(*before);
        before.last = first - 1;
    }
    let covered: Vec<u32> = minors
        .range(first..=range.last)
        .map(|(at, _)| *at)
        .collect();
    for at in covered {
        rest = minors.remove(&at);
    }
    if let Some(rest) = rest
        && rest.last > range.last
    {
        minors.insert(range.last + 1, rest);
    }
    minors.insert(first, range);
}

#[cfg(test)]
mod tests {
    use super::Decisions;
    use crate::Device;
    use crate::policy::DeviceRule;
    use crate::policy::device_rule::DeviceKind;

    const KINDS: [DeviceKind; 2] = [DeviceKind::Character, DeviceKind::Block];

    /// Numbers that are the same in each run.
    struct Numbers(u64);

    impl Numbers {
        fn below(&mut self, bound: u64) -> u64 {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (self.0 >> 33) % bound
        }

        /// `*`, a number or a range of small numbers.
        fn some(&mut self) -> String {
            let (one, other) = (self.below(6), self.below(6));
            match self.below(5) {
                0 => "*".to_owned(),
                1 => format!("{}-{}", one.min(other), one.max(other)),
                _ => one.to_string(),
            }
        }

        fn rule(&mut self) -> DeviceRule {
            let deny = ["", "! "][self.below(2) as usize];
            let kind = ["a", "b", "c", "c"][self.below(4) as usize];
            let rule = format!("{deny}{kind} {}:{}", self.some(), self.some());
            rule.parse().unwrap()
        }
    }

    #[test]
    fn the_last_rule_that_matches_decides() {
        let mut numbers = Numbers(1);
        for _ in 0..2000 {
            let rules: Vec<_> = (0..numbers.below(12)).map(|_| numbers.rule()).collect();
            let mut decisions = Decisions::default();
            rules.iter().for_each(|rule| decisions.add(rule));
            for (major, minor) in (0..7).flat_map(|major| (0..7).map(move |minor| (major, minor))) {
                let device = Device::new(major, minor).unwrap();
                for kind in KINDS {
                    let mut last_first = rules.iter().rev();
                    let expected = last_first
                        .find(|rule| rule.matches(kind, device))
                        .is_some_and(DeviceRule::allows);
                    let granted = decisions.grant(kind, device);
                    assert_eq!(granted, expected, "{kind:?} {major}:{minor} {rules:?}");
                }
            }
        }
    }

    #[test]
    fn the_largest_numbers_have_decisions_too() {
        let mut decisions = Decisions::default();
        for rule in ["c 5:*", "! c 5:1048575", "c 4095:1048575"] {
            decisions.add(&rule.parse().unwrap());
        }
        for (major, minor, granted) in [
            (5, 1_048_574, true),
            (5, 1_048_575, false),
            (4095, 1_048_575, true),
            (4095, 1_048_574, false),
        ] {
            let device = Device::new(major, minor).unwrap();
            let found = decisions.grant(DeviceKind::Character, device);
            assert_eq!(found, granted, "{major}:{minor}");
        }
    }
}
