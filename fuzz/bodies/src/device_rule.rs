//! Device rules: a second reading of the syntax, and of what several rules say together.

mod forms;

use forms::Rule;
use wasi_mknod_wasmtime::{Device, DeviceRule, Mode, NodeType, OpenDeviceRule, Policy};

/// Numbers at which something changes, whatever the rules say.
const EDGES: [u32; 7] = [0, 1, 3, 255, 256, 4095, 1_048_575];

/// Takes each line of `input` for a rule, and asks a policy with the good ones about devices.
///
/// # Panics
///
/// If the parsers and the model differ, or the policy and the model, or an error does not name its
/// rule.
pub fn check(input: &[u8]) {
    let input = String::from_utf8_lossy(input);
    let mut policy = Policy::deny_all();
    let mut model = Vec::new();
    for line in input.split('\n').take(8) {
        let expected = forms::read(line);
        let opens = forms::read_for_opening(line);
        match line.parse::<OpenDeviceRule>() {
            Ok(rule) => {
                assert_eq!(
                    Some(rule.allows()),
                    opens.map(|rule| rule.allow),
                    "{line:?}"
                );
            }
            Err(error) => {
                assert_eq!(opens, None, "{line:?}: {error}");
                assert!(error.to_string().contains(line), "{line:?}: {error}");
            }
        }
        let expected = expected.filter(|rule| rule.is_for("m"));
        match line.parse::<DeviceRule>() {
            Ok(rule) => {
                let expected = expected.unwrap_or_else(|| panic!("{line:?} is taken for {rule:?}"));
                assert_eq!(rule.allows(), expected.allow, "{line:?}");
                policy = policy.device(rule);
                model.push(expected);
            }
            Err(error) => {
                assert_eq!(expected, None, "{line:?}: {error}");
                assert!(error.to_string().contains(line), "{line:?}: {error}");
            }
        }
    }
    let majors = numbers(model.iter().map(|rule| rule.major), Device::MAX_MAJOR);
    let minors = numbers(model.iter().map(|rule| rule.minor), Device::MAX_MINOR);
    for &major in &majors {
        for &minor in &minors {
            let device = Device::new(major, minor).expect("the number is in range");
            for (kind, node_type) in [
                ('c', NodeType::CharacterDevice(device)),
                ('b', NodeType::BlockDevice(device)),
            ] {
                let granted = policy.check(node_type, Mode::empty()).is_ok();
                let expected = granted_by(&model, kind, (major, minor));
                assert_eq!(granted, expected, "{kind} {major}:{minor} by {input:?}");
            }
        }
    }
}

/// The numbers at and beside the ends of `ranges`.
fn numbers(ranges: impl Iterator<Item = Option<(u32, u32)>>, max: u32) -> Vec<u32> {
    let ends = ranges.flatten().flat_map(|(first, last)| [first, last]);
    let near = ends.flat_map(|end| [end.saturating_sub(1), end, end.saturating_add(1)]);
    let mut numbers: Vec<u32> = near.chain(EDGES).filter(|&number| number <= max).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

fn granted_by(rules: &[Rule], kind: char, (major, minor): (u32, u32)) -> bool {
    let whiteout = kind == 'c' && major == 0 && minor == 0;
    let mut granted = false;
    for rule in rules {
        let exact = rule.kind == 'c' && rule.major == Some((0, 0)) && rule.minor == Some((0, 0));
        if whiteout && rule.allow && !exact {
            continue;
        }
        let within = |range: Option<(u32, u32)>, number: u32| {
            range.is_none_or(|(first, last)| first <= number && number <= last)
        };
        if (rule.kind == 'a' || rule.kind == kind)
            && within(rule.major, major)
            && within(rule.minor, minor)
        {
            granted = rule.allow;
        }
    }
    granted
}
