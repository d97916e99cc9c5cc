import { End } from './end.js';
import { invalidType } from './arguments.js';
import { ErrnoError } from './errors.js';
import { block } from './wait.js';

/** @typedef {import('./arguments.js').PathLike} PathLike */

const ACCESS = {
  r: { read: true },
  w: { write: true },
  'r+': { read: true, write: true },
};

/** An open end of a FIFO, whose calls wait as the system calls do. The whole program waits with them. */
export class Fifo {
  /** @type {End} */
  #end;
  /** @type {boolean} */
  #nonblocking;

  /**
   * @param {End} end
   * @param {boolean} nonblocking
   */
  constructor(end, nonblocking) {
    this.#end = end;
    this.#nonblocking = nonblocking;
  }

  /**
   * Reads bytes into `buffer`, at least one and as many as there are.
   *
   * @param {Uint8Array} buffer
   * @returns {number} The number of bytes; 0 if the last writer has closed the FIFO.
   * @throws {ErrnoError} `EAGAIN` if the end does not wait, and there are no bytes.
   */
  readSync(buffer) {
    if (!(buffer instanceof Uint8Array)) throw invalidType('buffer', 'an instance of Uint8Array', buffer);
    const bytes = this.#until('read', { readable: true }, () => this.#end.read(buffer.length));
    buffer.set(bytes);
    return bytes.length;
  }

  /**
   * Writes all of `data`. At most 4096 bytes (`PIPE_BUF`) are one record: bytes of other writers do not come between.
   *
   * @param {Uint8Array | string} data Strings are written as UTF-8.
   * @returns {number} The number of bytes, which is less than all if the last reader has gone on the way, or if the end
   *   does not wait.
   * @throws {ErrnoError} `EPIPE` if there is no reader, `EAGAIN` if the end does not wait, and nothing fits.
   */
  writeSync(data) {
    let rest = toBytes(data);
    const { length } = rest;
    while (rest.length > 0) {
      try {
        rest = rest.subarray(this.#until('write', { writable: true }, () => this.#end.write(rest)));
      } catch (error) {
        if (rest.length === length) throw error;
        break;
      }
    }
    return length - rest.length;
  }

  /** Closes the end. A closed one may be closed again. */
  closeSync() {
    this.#end.close();
  }

  [Symbol.dispose]() {
    this.closeSync();
  }

  /**
   * @template T
   * @param {string} syscall
   * @param {import('./end.js').Events} events
   * @param {() => T | undefined} call
   * @returns {T}
   */
  #until(syscall, events, call) {
    for (;;) {
      const answer = call();
      if (answer !== undefined) return answer;
      if (this.#nonblocking) throw new ErrnoError('EAGAIN', syscall);
      block(this.#end.subscribe(events));
    }
  }
}

/**
 * Opens a FIFO, and waits for the other end.
 *
 * @param {PathLike} path
 * @param {'r' | 'w' | 'r+'} [flags] For reading, for writing, or for both.
 * @param {{ nonblocking?: boolean }} [options] With `nonblocking`, no call waits, as with `O_NONBLOCK`.
 * @returns {Fifo}
 * @throws {ErrnoError} As `open(2)`: `ENXIO` for writing without waiting if there is no reader. `EINVAL` if it is no FIFO.
 */
export function openFifoSync(path, flags = 'r', { nonblocking = false } = {}) {
  if (!Object.hasOwn(ACCESS, flags)) throw invalidType('flags', "one of 'r', 'w' and 'r+'", flags);
  const end = new End(path, ACCESS[flags]);
  try {
    if (!end.isConnected()) {
      if (!nonblocking) block(end.subscribe({ connected: true }));
      else if (flags === 'w') throw new ErrnoError('ENXIO', 'open', end.path);
    }
  } catch (error) {
    end.close();
    throw error;
  }
  return new Fifo(end, nonblocking);
}

/**
 * The bytes of what a program writes.
 *
 * @param {unknown} data
 * @returns {Uint8Array}
 */
export function toBytes(data) {
  if (typeof data === 'string') return new TextEncoder().encode(data);
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  throw invalidType('data', 'of type string, an ArrayBuffer or a view of one', data);
}
