// What a guest creates that has been granted devices, and what it sees of others' devices. It is TypeScript, so that the
// tests have some.

import { constants, lstatSync, major, makedev, minor, mknodSync, type Stats } from 'wasi-mknod';

const TYPES: Record<string, number> = { c: constants.S_IFCHR, b: constants.S_IFBLK };

export function make(path: string, kind: string, major: string, minor: string): void {
  mknodSync(path, TYPES[kind] | 0o640, makedev(Number(major), Number(minor)));
}

export function describe(path: string): void {
  const stats: Stats = lstatSync(path);
  const kind = stats.isCharacterDevice() ? 'c' : stats.isBlockDevice() ? 'b' : '?';
  console.log(kind, major(stats.rdev), minor(stats.rdev));
}
