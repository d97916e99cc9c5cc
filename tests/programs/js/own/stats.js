import { constants, lstatSync, mkfifoSync, mknodSync, statSync } from 'wasi-mknod';

import { equal, throws } from './assert.js';

const QUESTIONS = ['isFIFO', 'isSocket', 'isCharacterDevice', 'isBlockDevice', 'isFile', 'isDirectory', 'isSymbolicLink'];

function is(stats) {
  return QUESTIONS.filter((question) => stats[question]()).join();
}

export const tests = {
  types({ at, dir }) {
    mkfifoSync(at('fifo'));
    mknodSync(at('socket'), constants.S_IFSOCK | 0o600);
    mknodSync(at('file'));
    dir.symlinkAt('fifo', 'link');
    for (const [path, expected, ofLink] of [
      ['fifo', 'isFIFO'],
      ['socket', 'isSocket'],
      ['file', 'isFile'],
      ['.', 'isDirectory'],
      ['link', 'isFIFO', 'isSymbolicLink'],
    ]) {
      equal(is(statSync(at(path))), expected, path);
      equal(is(statSync(at(path), { bigint: true })), expected, path);
      equal(is(lstatSync(at(path))), ofLink ?? expected, path);
    }
  },

  fields({ at }) {
    const start = Date.now() - 60_000;
    mkfifoSync(at('fifo'), 0o600);
    const stats = statSync(at('fifo'));
    equal([stats.mode, stats.nlink, stats.rdev, stats.size], [0o10600, 1, 0, 0]);
    equal([stats.uid, stats.gid], [undefined, undefined]);
    for (const name of ['atime', 'mtime', 'ctime']) {
      equal(stats[name] instanceof Date && stats[`${name}Ms`] > start, true, name);
      equal(stats[name].getTime(), Math.trunc(stats[`${name}Ms`]), name);
    }
    const exact = statSync(at('fifo'), { bigint: true });
    equal([exact.mode, exact.nlink, exact.rdev, exact.size], [0o10600n, 1n, 0n, 0n]);
    equal(exact.mtimeNs / 1_000_000n, exact.mtimeMs);
    equal(Number(exact.mtimeMs), Math.trunc(stats.mtimeMs));
  },

  errors({ at }) {
    mknodSync(at('file'));
    for (const [path, code] of [
      [at('missing'), 'ENOENT'],
      ['', 'ENOENT'],
      [at('file/'), 'ENOTDIR'],
      [at('file/x'), 'ENOTDIR'],
      ['../../x', 'EPERM'],
    ]) {
      throws(() => statSync(path), { code, syscall: 'stat', path }, path);
      throws(() => lstatSync(path), { code, syscall: 'lstat', path }, path);
    }
    equal(statSync(at('missing'), { throwIfNoEntry: false }), undefined);
    equal(lstatSync(at('file/x'), { throwIfNoEntry: false }), undefined);
    throws(() => statSync('../../x', { throwIfNoEntry: false }), { code: 'EPERM' });
  },
};
