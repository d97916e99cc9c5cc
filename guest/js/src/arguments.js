import { ErrnoError } from './errors.js';

/**
 * @typedef {string | URL | Uint8Array} PathLike What names a file: a string, a `file:` URL, or the bytes of UTF-8.
 * @typedef {number | string} Mode A number, or a string of octal digits.
 */

const MAX_MODE = 2 ** 32 - 1;

/**
 * The string that WASI takes for `path`.
 *
 * @param {unknown} path
 * @param {string} syscall
 * @returns {string}
 */
export function pathString(path, syscall) {
  const name = path instanceof URL ? urlPath(path) : path instanceof Uint8Array ? decoded(path, syscall) : path;
  if (typeof name !== 'string') {
    throw invalidType('path', 'of type string or an instance of Uint8Array or URL', path);
  }
  if (name.includes('\0')) {
    throw coded(TypeError, 'ERR_INVALID_ARG_VALUE', "The argument 'path' has a null byte");
  }
  // As in Node: a surrogate without its other half becomes the replacement character.
  return name.toWellFormed();
}

/**
 * The bits of a mode.
 *
 * @param {unknown} mode
 * @returns {number}
 */
export function modeBits(mode) {
  if (typeof mode === 'string') {
    if (!/^[0-7]+$/.test(mode)) {
      throw coded(TypeError, 'ERR_INVALID_ARG_VALUE', `The argument 'mode' is no octal number: '${mode}'`);
    }
    mode = parseInt(mode, 8);
  }
  return integer('mode', mode, 0, MAX_MODE);
}

/**
 * Makes sure that an argument is an integer in a range.
 *
 * @param {string} name
 * @param {unknown} value
 * @param {number} least
 * @param {number} most
 * @returns {number}
 */
export function integer(name, value, least, most) {
  if (typeof value !== 'number') throw invalidType(name, 'of type number', value);
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value);
  if (value < least || value > most) throw outOfRange(name, `>= ${least} && <= ${most}`, value);
  return value;
}

/**
 * The error for an argument of another type.
 *
 * @param {string} name
 * @param {string} expected
 * @param {unknown} value
 */
export function invalidType(name, expected, value) {
  const received = value === null ? 'null' : typeof value;
  return coded(TypeError, 'ERR_INVALID_ARG_TYPE', `The argument '${name}' must be ${expected}, and not ${received}`);
}

/**
 * The error for a number that is too small, too large, or no integer.
 *
 * @param {string} name
 * @param {string} expected
 * @param {unknown} value
 */
export function outOfRange(name, expected, value) {
  return coded(RangeError, 'ERR_OUT_OF_RANGE', `The argument '${name}' must be ${expected}, and not ${String(value)}`);
}

/**
 * The path of a `file:` URL, as `fileURLToPath` of Node decodes it.
 *
 * @param {URL} url
 * @returns {string}
 */
function urlPath(url) {
  if (url.protocol !== 'file:') {
    throw coded(TypeError, 'ERR_INVALID_URL_SCHEME', 'The URL must be of scheme file');
  }
  if (url.hostname !== '') {
    throw coded(TypeError, 'ERR_INVALID_FILE_URL_HOST', 'The URL must name no other host');
  }
  if (/%2f/i.test(url.pathname)) {
    throw coded(TypeError, 'ERR_INVALID_FILE_URL_PATH', 'The URL must have no encoded slash in its path');
  }
  return decodeURIComponent(url.pathname);
}

/**
 * @param {Uint8Array} bytes
 * @param {string} syscall
 * @returns {string}
 */
function decoded(bytes, syscall) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new ErrnoError('EILSEQ', syscall, new TextDecoder().decode(bytes));
  }
}

/**
 * @param {TypeErrorConstructor | RangeErrorConstructor} kind
 * @param {string} code
 * @param {string} message
 */
function coded(kind, code, message) {
  return Object.assign(new kind(message), { code });
}
