import { constants, major, makedev, minor, mknodSync } from 'wasi-mknod';

import { equal, throws } from './assert.js';

export const tests = {
  layout() {
    for (const [numbers, dev] of [
      [[0, 0], 0],
      [[1, 3], 0x103],
      [[8, 17], 0x811],
      [[0xfff, 0xfffff], 0xffffffff],
    ]) {
      equal(makedev(...numbers), dev, String(numbers));
      equal([major(dev), minor(dev)], numbers);
      equal([major(BigInt(dev)), minor(BigInt(dev))], numbers);
    }
    const wide = 0x123459abcde678f0n;
    equal([major(wide), minor(wide)], [0x12345678, 0x9abcdef0]);
  },

  numbers_that_linux_cannot_hold({ at }) {
    for (const dev of [2 ** 44, 2n ** 32n, 2n ** 64n - 1n]) {
      throws(() => mknodSync(at('x'), constants.S_IFCHR | 0o600, dev), { code: 'EINVAL', syscall: 'mknod' });
    }
  },

  what_is_not_granted({ at }) {
    for (const type of [constants.S_IFCHR, constants.S_IFBLK]) {
      throws(() => mknodSync(at('x'), type | 0o600, makedev(9, 9)), { code: 'EPERM', errno: -1 });
    }
  },
};
