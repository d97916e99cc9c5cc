// The driver of the tests' tables. It reads calls on standard input, makes them, and answers each on a line with `ok` or
// WASI's name of the error. A line has a type, a mode in octal, what to open for the descriptor, which is empty here, and a
// path, with tabs between them and `%xx` for some characters.

import { getStdin } from 'wasi:cli/stdin@0.2.12';

import { constants, makedev, mknodSync } from 'wasi-mknod';

const TYPES = {
  'regular-file': constants.S_IFREG,
  directory: constants.S_IFDIR,
  fifo: constants.S_IFIFO,
  socket: constants.S_IFSOCK,
  'character-device': constants.S_IFCHR,
  'block-device': constants.S_IFBLK,
};

const ERRORS = {
  EACCES: 'access',
  EDQUOT: 'quota',
  EEXIST: 'exist',
  EINVAL: 'invalid',
  EIO: 'io',
  ELOOP: 'loop',
  ENAMETOOLONG: 'name-too-long',
  ENOENT: 'no-entry',
  ENOMEM: 'insufficient-memory',
  ENOSPC: 'insufficient-space',
  ENOTDIR: 'not-directory',
  ENOTSUP: 'unsupported',
  EPERM: 'not-permitted',
  EROFS: 'read-only',
};

export function driver() {
  for (const line of standardInput().split('\n')) {
    if (line === '') continue;
    const [type, mode, start, path] = line.split('\t').map(unescaped);
    if (start !== '') throw new Error(`calls begin at the current directory, and not at ${start}`);
    const [name, ...numbers] = type.split(':');
    console.log(answer(path, TYPES[name] | parseInt(mode, 8), numbers.length ? makedev(...numbers.map(Number)) : 0));
  }
}

function answer(path, mode, dev) {
  try {
    mknodSync(path, mode, dev);
    return 'ok';
  } catch (error) {
    return ERRORS[error.code] ?? String(error);
  }
}

/** Replaces `%xx` by what it stands for. */
function unescaped(text) {
  return text.replace(/%([0-9a-f]{2})/gi, (_, digits) => String.fromCharCode(parseInt(digits, 16)));
}

function standardInput() {
  const stdin = getStdin();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    try {
      text += decoder.decode(stdin.blockingRead(65536n), { stream: true });
    } catch (error) {
      if (error.payload?.tag !== 'closed') throw error;
      return text + decoder.decode();
    }
  }
}
