/**
 * `mknodSync`, `mkfifoSync`, `statSync` and FIFOs for JavaScript in WebAssembly, in the manner of `node:fs`.
 *
 * @module wasi-mknod
 */

export { chmodSync, chownSync, lchownSync } from './attributes.js';
export { constants } from './constants.js';
export { major, makedev, minor } from './device.js';
export { openFifoSync } from './fifo.js';
export { mkfifoSync, mknodSync, umask } from './nodes.js';
export { lstatSync, statSync } from './stats.js';
export { openFifoReader, openFifoWriter } from './streams.js';
