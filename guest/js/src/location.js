import { initialCwd } from 'wasi:cli/environment@0.2.12';
import { getDirectories } from 'wasi:filesystem/preopens@0.2.12';

import { ErrnoError } from './errors.js';
import { absolute, find, prefix } from './preopens.js';

/**
 * @typedef {import('wasi:filesystem/types@0.2.12').Descriptor} Descriptor
 * @typedef {{ directory: Descriptor, rest: string }} Location A directory, and a path beneath it.
 */

/** @type {{ directories: Descriptor[], prefixes: string[], current: string } | undefined} */
let known;

/**
 * Finds the preopened directory from which the host is to follow `path`, and what remains of the path.
 *
 * @param {string} path
 * @param {string} syscall
 * @returns {Location}
 */
export function locate(path, syscall) {
  if (path === '') throw new ErrnoError('ENOENT', syscall, path);
  const { directories, prefixes, current } = preopens();
  const found = find(prefixes, path.startsWith('/') ? path : absolute(current, path));
  if (found === undefined) throw new ErrnoError('ENOENT', syscall, path);
  return { directory: directories[found.index], rest: found.rest };
}

function preopens() {
  // The host makes new handles at every call, so one is enough for a program.
  if (known === undefined) {
    const entries = getDirectories();
    known = {
      directories: entries.map(([directory]) => directory),
      prefixes: entries.map(([, name]) => prefix(name)),
      current: initialCwd() ?? '/',
    };
  }
  return known;
}
