/**
 * `mknodSync`, `mkfifoSync`, `statSync` and FIFOs for JavaScript in WebAssembly, in the manner of `node:fs`.
 *
 * @module wasi-mknod
 */

export { constants } from './constants.js';
export { major, makedev, minor } from './device.js';
export { Fifo, openFifoSync } from './fifo.js';
export { mkfifoSync, mknodSync, umask } from './nodes.js';
export { BigIntStats, Stats, lstatSync, statSync } from './stats.js';
export { openFifoReader, openFifoWriter } from './streams.js';
