import { constants, lstatSync, mkfifoSync, mknodSync, umask } from 'wasi-mknod';

import { equal, throws } from './assert.js';

export const tests = {
  types({ at }) {
    for (const [mode, type] of [
      [0o600, 'S_IFREG'],
      [constants.S_IFREG | 0o600, 'S_IFREG'],
      [constants.S_IFIFO | 0o600, 'S_IFIFO'],
      [constants.S_IFSOCK | 0o600, 'S_IFSOCK'],
    ]) {
      mknodSync(at(`${mode}`), mode);
      equal(lstatSync(at(`${mode}`)).mode, constants[type] | 0o600, type);
    }
  },

  umask({ at }) {
    equal([umask(0o077), umask(), umask('1777'), umask(0o027)], [0o022, 0o077, 0o077, 0o777]);
    mkfifoSync(at('fifo'));
    equal(lstatSync(at('fifo')).mode & 0o7777, 0o640);
    equal(umask(0o022), 0o027);
  },

  errors({ at, dir }) {
    mknodSync(at('file'));
    dir.symlinkAt('nowhere', 'dangling');
    dir.symlinkAt('loop', 'loop');
    dir.symlinkAt('../..', 'outside');
    for (const [path, code, errno] of [
      [at('file'), 'EEXIST', -17],
      [at('.'), 'EEXIST', -17],
      [at('dangling'), 'EEXIST', -17],
      ['', 'ENOENT', -2],
      [at('missing/x'), 'ENOENT', -2],
      [at('new/'), 'ENOENT', -2],
      [at('file/x'), 'ENOTDIR', -20],
      [at('loop/x'), 'ELOOP', -40],
      [at('outside/x'), 'EPERM', -1],
      ['../../x', 'EPERM', -1],
      [at('n'.repeat(256)), 'ENAMETOOLONG', -36],
    ]) {
      for (const [syscall, call] of [['mknod', mknodSync], ['mkfifo', mkfifoSync]]) {
        const error = throws(() => call(path), { name: 'Error', code, errno, syscall, path }, path.slice(0, 20));
        equal(error instanceof Error && error.message.startsWith(`${code}: `), true);
        equal(error.message.endsWith(`, ${syscall} '${path}'`), true, error.message);
      }
    }
  },

  what_is_not_granted({ at }) {
    for (const mode of [constants.S_IFDIR | 0o700, 0o4755, 0o2755]) {
      throws(() => mknodSync(at('x'), mode), { code: 'EPERM' }, String(mode));
    }
    mknodSync(at('sticky'), 0o1600);
    equal(lstatSync(at('sticky')).mode, constants.S_IFREG | 0o1600);
  },

  preopened_directories({ at }) {
    mkfifoSync('/other/fifo');
    equal(lstatSync('/other/fifo').isFIFO(), true);
    throws(() => mkfifoSync('/other/../fifo'), { code: 'EPERM' });
    mkfifoSync(at('../otherwise').replace('/', '//'));
    equal(lstatSync('/otherwise').isFIFO(), true);
    equal(lstatSync('otherwise').isFIFO(), true);
    equal(lstatSync('./otherwise').isFIFO(), true);
  },
};
