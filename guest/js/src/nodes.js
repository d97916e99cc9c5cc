import { mknod as hostMknod, umask as hostUmask } from 'wasi-mknod:filesystem/mknod@0.2.0';

import { modeBits, pathString } from './arguments.js';
import { toBits, toFlags } from './bits.js';
import { constants } from './constants.js';
import { parts } from './device.js';
import { ErrnoError, calling } from './errors.js';
import { locate } from './location.js';

/**
 * @typedef {import('./arguments.js').PathLike} PathLike
 * @typedef {import('./arguments.js').Mode} Mode
 * @typedef {import('wasi-mknod:filesystem/types@0.2.0').NodeType} NodeType
 */

const { S_IFMT, S_IFREG, S_IFDIR, S_IFCHR, S_IFBLK, S_IFIFO, S_IFSOCK } = constants;

// A type with which nothing is made, and bits that are neither a type nor a mode.
const ALL = S_IFMT | 0o7777;

/**
 * Creates a node: a FIFO, a socket file, a regular file, or a device node.
 *
 * @param {PathLike} path
 * @param {Mode} [mode] Permissions with one of `S_IFREG`, `S_IFCHR`, `S_IFBLK`, `S_IFIFO` and `S_IFSOCK`; a regular file
 *   without a type. The umask applies. The default is 0o600.
 * @param {number | bigint} [dev] The number of a device, by `makedev`. Other types ignore it.
 * @returns {void}
 * @throws {ErrnoError} As `mknod(2)` of Linux: with the code `EPERM` if the host does not grant the node, `EEXIST` if the
 *   path exists.
 */
export function mknodSync(path, mode = 0o600, dev = 0) {
  const name = pathString(path, 'mknod');
  make('mknod', name, modeBits(mode), parts(dev));
}

/**
 * Creates a FIFO.
 *
 * @param {PathLike} path
 * @param {Mode | { mode?: Mode }} [options] The permissions, to which the umask applies. The default is 0o666.
 * @returns {void}
 * @throws {ErrnoError} As `mkfifo(3)`.
 */
export function mkfifoSync(path, options = {}) {
  const name = pathString(path, 'mkfifo');
  const mode = modeBits(typeof options === 'object' && options !== null ? (options.mode ?? 0o666) : options);
  const type = mode & S_IFMT;
  // Another type is a mistake, which C libraries turn into yet another type.
  if (type !== 0 && type !== S_IFIFO) throw new ErrnoError('EINVAL', 'mkfifo', name);
  make('mkfifo', name, mode | S_IFIFO, { major: 0, minor: 0 });
}

/**
 * Returns the umask, which applies to the nodes that this package creates, and sets it if there is an argument. As
 * `process.umask` of Node.
 *
 * @param {Mode} [mask]
 * @returns {number} The umask before the call.
 */
export function umask(mask) {
  if (mask !== undefined) return toBits(hostUmask(toFlags(modeBits(mask) & 0o777)));
  // The host has no other way to ask.
  const current = hostUmask(toFlags(0o777));
  hostUmask(current);
  return toBits(current);
}

/**
 * @param {string} syscall
 * @param {string} path
 * @param {number} mode
 * @param {{ major: number, minor: number }} device
 */
function make(syscall, path, mode, device) {
  const type = nodeType(mode, device);
  if (type === undefined) throw new ErrnoError('EINVAL', syscall, path);
  const { directory, rest } = locate(path, syscall);
  calling(syscall, path, () => hostMknod(directory, rest, type, toFlags(mode)));
}

/**
 * @param {number} mode
 * @param {{ major: number, minor: number }} device
 * @returns {NodeType | undefined}
 */
function nodeType(mode, device) {
  if (mode > ALL) return undefined;
  switch (mode & S_IFMT) {
    case 0:
    case S_IFREG:
      return { tag: 'regular-file' };
    case S_IFDIR:
      return { tag: 'directory' };
    case S_IFIFO:
      return { tag: 'fifo' };
    case S_IFSOCK:
      return { tag: 'socket' };
    case S_IFCHR:
      return { tag: 'character-device', val: device };
    case S_IFBLK:
      return { tag: 'block-device', val: device };
    default:
      return undefined;
  }
}
