import { setModeAt, setOwnerAt } from 'wasi-mknod:filesystem/attributes@0.2.0';

import { integer, modeBits, pathString } from './arguments.js';
import { toFlags } from './bits.js';
import { calling } from './errors.js';
import { locate } from './location.js';

/**
 * @typedef {import('./arguments.js').PathLike} PathLike
 * @typedef {import('./arguments.js').Mode} Mode
 */

// What C writes as -1.
const NOBODY = 2 ** 32 - 1;

/**
 * Changes the mode of a file. Symbolic links are followed, and the umask does not apply.
 *
 * @param {PathLike} path
 * @param {Mode} mode
 * @returns {void}
 * @throws {ErrnoError} As `chmod(2)` of Linux: with the code `EPERM` if the host does not grant changes of modes.
 */
export function chmodSync(path, mode) {
  const name = pathString(path, 'chmod');
  const flags = toFlags(modeBits(mode) & 0o7777);
  const { directory, rest } = locate(name, 'chmod');
  calling('chmod', name, () => setModeAt(directory, { symlinkFollow: true }, rest, flags));
}

/**
 * Changes the user and the group of a file; -1 leaves a number as it is. Symbolic links are followed.
 *
 * @param {PathLike} path
 * @param {number} uid
 * @param {number} gid
 * @returns {void}
 * @throws {ErrnoError} As `chown(2)` of Linux: with the code `EPERM` if the host does not grant changes of owners.
 */
export function chownSync(path, uid, gid) {
  chown('chown', path, uid, gid);
}

/**
 * Changes the user and the group of a file, which may be a symbolic link.
 *
 * @param {PathLike} path
 * @param {number} uid
 * @param {number} gid
 * @returns {void}
 * @throws {ErrnoError} As `lchown(2)` of Linux.
 */
export function lchownSync(path, uid, gid) {
  chown('lchown', path, uid, gid);
}

/**
 * @param {'chown' | 'lchown'} syscall
 * @param {PathLike} path
 * @param {number} uid
 * @param {number} gid
 */
function chown(syscall, path, uid, gid) {
  const name = pathString(path, syscall);
  const owner = { user: id('uid', uid), group: id('gid', gid) };
  const { directory, rest } = locate(name, syscall);
  calling(syscall, name, () => setOwnerAt(directory, { symlinkFollow: syscall === 'chown' }, rest, owner));
}

/**
 * @param {string} name
 * @param {number} value
 * @returns {number | undefined}
 */
function id(name, value) {
  const number = integer(name, value, -1, NOBODY);
  return number === -1 || number === NOBODY ? undefined : number;
}
