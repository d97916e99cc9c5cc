import { chmodSync, chownSync, lchownSync, lstatSync, mkfifoSync, mknodSync, statSync } from 'wasi-mknod';

import { equal, throws } from './assert.js';

export const tests = {
  modes({ at, dir }) {
    mknodSync(at('file'));
    mkfifoSync(at('fifo'));
    dir.symlinkAt('file', 'link');
    for (const path of ['file', 'fifo']) {
      for (const mode of [0o640, 0o1777, '604', 0o100600]) {
        chmodSync(at(path), mode);
        equal(lstatSync(at(path)).mode & 0o7777, (typeof mode === 'string' ? 0o604 : mode) & 0o7777, path);
      }
    }
    chmodSync(at('link'), 0o711);
    equal(statSync(at('file')).mode & 0o7777, 0o711);
    for (const [path, code] of [
      [at('missing'), 'ENOENT'],
      ['', 'ENOENT'],
      [at('file/x'), 'ENOTDIR'],
      ['../../x', 'EPERM'],
    ]) {
      throws(() => chmodSync(path, 0o600), { code }, path);
    }
    // Set-ID bits take a grant of their own.
    throws(() => chmodSync(at('file'), 0o4755), { code: 'EPERM' });
    throws(() => chmodSync(5, 0o600), { code: 'ERR_INVALID_ARG_TYPE' });
  },

  owners({ at, dir }) {
    mknodSync(at('file'));
    dir.symlinkAt('nowhere', 'dangling');
    const { uid, gid } = statSync(at('file'));
    chownSync(at('file'), -1, -1);
    chownSync(at('file'), uid, -1);
    chownSync(at('file'), -1, gid);
    lchownSync(at('dangling'), uid, gid);
    throws(() => chownSync(at('dangling'), uid, gid), { code: 'ENOENT' });
    if (uid === 0) {
      lchownSync(at('dangling'), 7, 8);
      equal([lstatSync(at('dangling')).uid, lstatSync(at('dangling')).gid], [7, 8]);
    } else {
      throws(() => chownSync(at('file'), 0, -1), { code: 'EPERM' });
    }
    throws(() => chownSync(at('file'), -2, 0), { code: 'ERR_OUT_OF_RANGE' });
    throws(() => chownSync(at('file'), 'root', 0), { code: 'ERR_INVALID_ARG_TYPE' });
  },
};
