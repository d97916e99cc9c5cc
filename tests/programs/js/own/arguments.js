import { constants, major, makedev, mkfifoSync, mknodSync, statSync, umask } from 'wasi-mknod';

import { equal, throws } from './assert.js';

export const tests = {
  kinds_of_paths({ at }) {
    mkfifoSync(at('string'));
    mkfifoSync(new TextEncoder().encode(at('bytes-snø')));
    mkfifoSync(new URL(`file://${at('a%20url')}`));
    for (const name of ['string', 'bytes-snø', 'a url']) equal(statSync(at(name)).isFIFO(), true, name);
  },

  no_paths({ at }) {
    for (const path of [5, null, undefined, {}, Symbol('x')]) {
      throws(() => mkfifoSync(path), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' }, typeof path);
    }
    throws(() => mkfifoSync(at('nul\0')), { name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' });
    throws(() => mkfifoSync(new URL('https://example.com/')), { code: 'ERR_INVALID_URL_SCHEME' });
    throws(() => mkfifoSync(new URL('file:///a%2fb')), { code: 'ERR_INVALID_FILE_URL_PATH' });
    throws(() => mkfifoSync(new Uint8Array([0xff])), { code: 'EILSEQ', syscall: 'mkfifo' });
  },

  kinds_of_modes({ at }) {
    const before = umask(0);
    mkfifoSync(at('number'), 0o604);
    mkfifoSync(at('string'), '604');
    mkfifoSync(at('option'), { mode: 0o604 });
    mkfifoSync(at('text-option'), { mode: '0604' });
    mkfifoSync(at('typed'), constants.S_IFIFO | 0o604);
    for (const name of ['number', 'string', 'option', 'text-option', 'typed']) {
      equal(statSync(at(name)).mode, constants.S_IFIFO | 0o604, name);
    }
    mkfifoSync(at('default'));
    mknodSync(at('node'));
    equal([statSync(at('default')).mode, statSync(at('node')).mode], [0o10666, 0o100600]);
    umask(before);
  },

  no_modes({ at }) {
    for (const [mode, code] of [
      ['8', 'ERR_INVALID_ARG_VALUE'],
      ['', 'ERR_INVALID_ARG_VALUE'],
      [-1, 'ERR_OUT_OF_RANGE'],
      [1.5, 'ERR_OUT_OF_RANGE'],
      [2 ** 32, 'ERR_OUT_OF_RANGE'],
      [true, 'ERR_INVALID_ARG_TYPE'],
      [constants.S_IFLNK | 0o600, 'EINVAL'],
      [0o050600, 'EINVAL'],
      [0o200600, 'EINVAL'],
    ]) {
      throws(() => mknodSync(at('x'), mode), { code }, String(mode));
    }
    for (const type of ['S_IFDIR', 'S_IFCHR', 'S_IFSOCK']) {
      throws(() => mkfifoSync(at('x'), constants[type] | 0o600), { code: 'EINVAL', errno: -22 }, type);
    }
  },

  no_devices() {
    for (const dev of [-1, 1.5, -1n, 2n ** 64n]) throws(() => major(dev), { code: 'ERR_OUT_OF_RANGE' }, String(dev));
    throws(() => major('1'), { code: 'ERR_INVALID_ARG_TYPE' });
    for (const numbers of [[0x1000, 0], [0, 0x100000], [-1, 0], [0, 0.5]]) {
      throws(() => makedev(...numbers), { name: 'RangeError', code: 'ERR_OUT_OF_RANGE' }, String(numbers));
    }
  },
};
