/** @typedef {import('wasi-mknod:filesystem/types@0.2.0').Mode} Flags */

// The bits of a mode from the lowest to the highest.
const NAMES = /** @type {const} */ ([
  'otherExecute',
  'otherWrite',
  'otherRead',
  'groupExecute',
  'groupWrite',
  'groupRead',
  'ownerExecute',
  'ownerWrite',
  'ownerRead',
  'sticky',
  'setGroupId',
  'setUserId',
]);

/**
 * The flags for the low bits of a mode.
 *
 * @param {number} bits
 * @returns {Flags}
 */
export function toFlags(bits) {
  /** @type {Flags} */
  const flags = {};
  NAMES.forEach((name, bit) => {
    flags[name] = (bits & (1 << bit)) !== 0;
  });
  return flags;
}

/**
 * The bits for the flags of a mode.
 *
 * @param {Flags} flags
 * @returns {number}
 */
export function toBits(flags) {
  return NAMES.reduce((bits, name, bit) => (flags[name] ? bits | (1 << bit) : bits), 0);
}
