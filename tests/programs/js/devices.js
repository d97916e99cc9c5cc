// What a guest creates that has been granted devices, and what it sees of others' devices.

import { constants, lstatSync, major, makedev, minor, mknodSync } from 'wasi-mknod';

export function make(path, kind, ...numbers) {
  const type = { c: constants.S_IFCHR, b: constants.S_IFBLK }[kind];
  mknodSync(path, type | 0o640, makedev(...numbers.map(Number)));
}

export function describe(path) {
  const stats = lstatSync(path);
  const kind = stats.isCharacterDevice() ? 'c' : stats.isBlockDevice() ? 'b' : '?';
  console.log(kind, major(stats.rdev), minor(stats.rdev));
}
