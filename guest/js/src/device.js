import { integer, outOfRange } from './arguments.js';

const MAX_MAJOR = 0xfff;
const MAX_MINOR = 0xfffff;

/**
 * Composes a device number of a major and a minor number, in the layout of Linux.
 *
 * @param {number} major The number of the driver, 0 to 0xfff.
 * @param {number} minor The number of the device among those of the driver, 0 to 0xfffff.
 * @returns {number}
 * @throws {RangeError} If Linux has no such device number.
 */
export function makedev(major, minor) {
  integer('major', major, 0, MAX_MAJOR);
  integer('minor', minor, 0, MAX_MINOR);
  // Shifts of numbers are signed.
  return (minor & 0xff) + (major << 8) + (minor >>> 8) * 0x100000;
}

/**
 * Extracts the major number of a device number.
 *
 * @param {number | bigint} dev
 * @returns {number}
 */
export function major(dev) {
  return parts(dev).major;
}

/**
 * Extracts the minor number of a device number.
 *
 * @param {number | bigint} dev
 * @returns {number}
 */
export function minor(dev) {
  return parts(dev).minor;
}

/**
 * Takes a device number of 64 bits apart, as the C library does.
 *
 * @param {number | bigint} dev
 * @returns {{ major: number, minor: number }}
 */
export function parts(dev) {
  if (typeof dev !== 'bigint') integer('dev', dev, 0, Number.MAX_SAFE_INTEGER);
  const bits = BigInt(dev);
  if (BigInt.asUintN(64, bits) !== bits) throw outOfRange('dev', '>= 0 && < 2 ** 64', dev);
  return {
    major: Number(((bits >> 32n) & 0xfffff000n) | ((bits >> 8n) & 0xfffn)),
    minor: Number(((bits >> 12n) & 0xffffff00n) | (bits & 0xffn)),
  };
}
