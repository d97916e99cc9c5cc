import { statAt } from 'wasi-mknod:filesystem/metadata@0.2.0';

import { pathString } from './arguments.js';
import { toBits } from './bits.js';
import { constants } from './constants.js';
import { makedev } from './device.js';
import { ErrnoError, calling } from './errors.js';
import { locate } from './location.js';

/**
 * @typedef {import('./arguments.js').PathLike} PathLike
 * @typedef {import('wasi-mknod:filesystem/types@0.2.0').NodeStat} NodeStat
 * @typedef {import('wasi-mknod:filesystem/types@0.2.0').Timestamp} Timestamp
 */

/** @type {Record<string, number>} */
const TYPES = {
  unknown: 0,
  'regular-file': constants.S_IFREG,
  directory: constants.S_IFDIR,
  'symbolic-link': constants.S_IFLNK,
  fifo: constants.S_IFIFO,
  socket: constants.S_IFSOCK,
  'character-device': constants.S_IFCHR,
  'block-device': constants.S_IFBLK,
};

/** What the two kinds of answers share: questions about the type. */
class StatsBase {
  /** @type {number} */
  #type;

  /** @param {number} mode */
  constructor(mode) {
    this.#type = mode & constants.S_IFMT;
  }

  /** Reports whether it is a FIFO. */
  isFIFO() {
    return this.#type === constants.S_IFIFO;
  }

  /** Reports whether it is a socket. */
  isSocket() {
    return this.#type === constants.S_IFSOCK;
  }

  /** Reports whether it is a character device. */
  isCharacterDevice() {
    return this.#type === constants.S_IFCHR;
  }

  /** Reports whether it is a block device. */
  isBlockDevice() {
    return this.#type === constants.S_IFBLK;
  }

  /** Reports whether it is a regular file. */
  isFile() {
    return this.#type === constants.S_IFREG;
  }

  /** Reports whether it is a directory. */
  isDirectory() {
    return this.#type === constants.S_IFDIR;
  }

  /** Reports whether it is a symbolic link, which only `lstatSync` answers. */
  isSymbolicLink() {
    return this.#type === constants.S_IFLNK;
  }
}

/** What is known of a file, as `fs.Stats` of Node. The host does not tell `dev`, `ino`, `blocks` and `birthtime`. */
export class Stats extends StatsBase {
  /**
   * @param {NodeStat} stat
   */
  constructor(stat) {
    const { mode, rdev } = typeOf(stat);
    super(mode);
    /** The type and the permissions. */
    this.mode = mode;
    /** The number of hard links. */
    this.nlink = Number(stat.linkCount);
    /** The user to whom it belongs, if the host shows owners. */
    this.uid = stat.owner?.user;
    /** The group to which it belongs, if the host shows owners. */
    this.gid = stat.owner?.group;
    /** The number of the device, if it is one. */
    this.rdev = rdev;
    /** The size in bytes of a regular file, or the length of the path in a symbolic link. */
    this.size = Number(stat.size);
    /** When it was last read, in milliseconds. */
    this.atimeMs = milliseconds(stat.dataAccessTimestamp);
    /** When its content was last changed, in milliseconds. */
    this.mtimeMs = milliseconds(stat.dataModificationTimestamp);
    /** When it was last changed in any way, in milliseconds. */
    this.ctimeMs = milliseconds(stat.statusChangeTimestamp);
    this.atime = new Date(this.atimeMs);
    this.mtime = new Date(this.mtimeMs);
    this.ctime = new Date(this.ctimeMs);
  }
}

/** As `Stats`, with integers without a limit, and times in nanoseconds. */
export class BigIntStats extends StatsBase {
  /**
   * @param {NodeStat} stat
   */
  constructor(stat) {
    const { mode, rdev } = typeOf(stat);
    super(mode);
    this.mode = BigInt(mode);
    this.nlink = stat.linkCount;
    this.uid = stat.owner && BigInt(stat.owner.user);
    this.gid = stat.owner && BigInt(stat.owner.group);
    this.rdev = BigInt(rdev);
    this.size = stat.size;
    this.atimeNs = nanoseconds(stat.dataAccessTimestamp);
    this.mtimeNs = nanoseconds(stat.dataModificationTimestamp);
    this.ctimeNs = nanoseconds(stat.statusChangeTimestamp);
    this.atimeMs = this.atimeNs / 1_000_000n;
    this.mtimeMs = this.mtimeNs / 1_000_000n;
    this.ctimeMs = this.ctimeNs / 1_000_000n;
    this.atime = new Date(Number(this.atimeMs));
    this.mtime = new Date(Number(this.mtimeMs));
    this.ctime = new Date(Number(this.ctimeMs));
  }
}

/**
 * @typedef {object} StatOptions
 * @property {boolean} [bigint] Answer with integers without a limit.
 * @property {boolean} [throwIfNoEntry] With `false`, the answer is `undefined` if there is no such file.
 */

/**
 * Says what is known of a file. Symbolic links are followed.
 *
 * @overload
 * @param {PathLike} path
 * @param {{ bigint?: false, throwIfNoEntry?: true }} [options]
 * @returns {Stats}
 */
/**
 * @overload
 * @param {PathLike} path
 * @param {{ bigint: true, throwIfNoEntry?: true }} options
 * @returns {BigIntStats}
 */
/**
 * @overload
 * @param {PathLike} path
 * @param {StatOptions} options
 * @returns {Stats | BigIntStats | undefined}
 */
/**
 * @param {PathLike} path
 * @param {StatOptions} [options]
 * @returns {Stats | BigIntStats | undefined}
 */
export function statSync(path, options = {}) {
  return look('stat', path, true, options);
}

/**
 * Says what is known of a file. A symbolic link as the last component is not followed.
 *
 * @overload
 * @param {PathLike} path
 * @param {{ bigint?: false, throwIfNoEntry?: true }} [options]
 * @returns {Stats}
 */
/**
 * @overload
 * @param {PathLike} path
 * @param {{ bigint: true, throwIfNoEntry?: true }} options
 * @returns {BigIntStats}
 */
/**
 * @overload
 * @param {PathLike} path
 * @param {StatOptions} options
 * @returns {Stats | BigIntStats | undefined}
 */
/**
 * @param {PathLike} path
 * @param {StatOptions} [options]
 * @returns {Stats | BigIntStats | undefined}
 */
export function lstatSync(path, options = {}) {
  return look('lstat', path, false, options);
}

/**
 * @param {string} syscall
 * @param {PathLike} path
 * @param {boolean} symlinkFollow
 * @param {StatOptions} options
 */
function look(syscall, path, symlinkFollow, { bigint = false, throwIfNoEntry = true }) {
  const name = pathString(path, syscall);
  try {
    const { directory, rest } = locate(name, syscall);
    const stat = calling(syscall, name, () => statAt(directory, { symlinkFollow }, rest));
    return bigint ? new BigIntStats(stat) : new Stats(stat);
  } catch (error) {
    const absent = error instanceof ErrnoError && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
    if (absent && !throwIfNoEntry) return undefined;
    throw error;
  }
}

/** @param {NodeStat} stat */
function typeOf({ fileType, mode }) {
  const rdev = 'val' in fileType ? makedev(fileType.val.major, fileType.val.minor) : 0;
  return { mode: TYPES[fileType.tag] | toBits(mode), rdev };
}

/** @param {Timestamp} time */
function nanoseconds({ seconds, nanoseconds }) {
  return seconds * 1_000_000_000n + BigInt(nanoseconds);
}

/** @param {Timestamp} time */
function milliseconds({ seconds, nanoseconds }) {
  return Number(seconds) * 1e3 + nanoseconds / 1e6;
}
