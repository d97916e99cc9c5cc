import { poll, subscribe, tryRead, tryWrite } from 'wasi-mknod:filesystem/fifo@0.2.0';

import { pathString } from './arguments.js';
import { ErrnoError, calling } from './errors.js';
import { locate } from './location.js';

/**
 * @typedef {import('./arguments.js').PathLike} PathLike
 * @typedef {import('wasi:filesystem/types@0.2.12').Descriptor} Descriptor
 * @typedef {import('wasi-mknod:filesystem/fifo@0.2.0').Events} Events
 * @typedef {import('wasi:io/poll@0.2.12').Pollable} Pollable
 */

/** So many bytes at most go to the host, or come from it, in one call. */
const PIECE = 65536;

/**
 * One end of a FIFO, with calls that never wait.
 */
export class End {
  /** @type {Descriptor | undefined} */
  #descriptor;

  /**
   * Opens it, without waiting for the other end.
   *
   * @param {PathLike} path
   * @param {{ read?: boolean, write?: boolean }} access
   */
  constructor(path, access) {
    this.path = pathString(path, 'open');
    const { directory, rest } = locate(this.path, 'open');
    this.#descriptor = calling('open', this.path, () => directory.openAt({ symlinkFollow: true }, rest, {}, access));
    try {
      this.isConnected();
    } catch (error) {
      this.#drop();
      throw error;
    }
  }

  /** Whether the other end has come since. */
  isConnected() {
    const descriptor = this.#open('open');
    return Boolean(calling('open', this.path, () => poll(descriptor)).connected);
  }

  /**
   * Reads at most `length` bytes. An empty answer is the end of the file, and none says that there is nothing yet.
   *
   * @param {number} length
   * @returns {Uint8Array | undefined}
   */
  read(length) {
    const descriptor = this.#open('read');
    return calling('read', undefined, () => tryRead(descriptor, Math.min(length, PIECE)));
  }

  /**
   * Writes a part of `bytes`. None says that there is no room yet.
   *
   * @param {Uint8Array} bytes
   * @returns {number | undefined}
   */
  write(bytes) {
    const descriptor = this.#open('write');
    return calling('write', undefined, () => tryWrite(descriptor, bytes.subarray(0, PIECE)));
  }

  /**
   * What becomes ready with one of `events`. It is to be dropped before the end is closed.
   *
   * @param {Events} events
   * @returns {Pollable}
   */
  subscribe(events) {
    const descriptor = this.#open('poll');
    return calling('poll', undefined, () => subscribe(descriptor, events));
  }

  get closed() {
    return this.#descriptor === undefined;
  }

  /** Closes the end, if it is open. */
  close() {
    this.#drop();
  }

  #drop() {
    const descriptor = this.#descriptor;
    this.#descriptor = undefined;
    descriptor?.[Symbol.dispose]();
  }

  /** @param {string} syscall */
  #open(syscall) {
    if (this.#descriptor === undefined) throw new ErrnoError('EBADF', syscall);
    return this.#descriptor;
  }
}
