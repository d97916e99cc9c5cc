//! Whether a block is a header.

use super::BLOCK;
use tar::Header;

/// Returns whether the checksum is right, with bytes of either sign: both are in use.
pub(super) fn is_header(block: &[u8; BLOCK]) -> bool {
    const CHECKSUM: std::ops::Range<usize> = 148..156;
    let Ok(told) = Header::from_byte_slice(block).cksum() else {
        return false;
    };
    // The checksum itself counts as spaces.
    let spaces = CHECKSUM.len() as u32 * u32::from(b' ');
    let sum = |bytes: &[u8]| bytes.iter().map(|byte| u32::from(*byte)).sum::<u32>();
    let unsigned = sum(block) - sum(&block[CHECKSUM]) + spaces;
    if told == unsigned {
        return true;
    }
    // A byte from 128 on stands for itself less 256.
    let negative = |bytes: &[u8]| bytes.iter().filter(|byte| **byte >= 128).count() as u32;
    let negative = negative(block) - negative(&block[CHECKSUM]);
    told == unsigned.wrapping_sub(256 * negative)
}
