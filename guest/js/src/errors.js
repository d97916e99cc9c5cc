/**
 * The error codes of WASI, with Linux's names, numbers and messages for them.
 *
 * @type {Record<string, string>}
 */
const CODES = {
  access: 'EACCES',
  'would-block': 'EAGAIN',
  already: 'EALREADY',
  'bad-descriptor': 'EBADF',
  busy: 'EBUSY',
  deadlock: 'EDEADLK',
  quota: 'EDQUOT',
  exist: 'EEXIST',
  'file-too-large': 'EFBIG',
  'illegal-byte-sequence': 'EILSEQ',
  'in-progress': 'EINPROGRESS',
  interrupted: 'EINTR',
  invalid: 'EINVAL',
  io: 'EIO',
  'is-directory': 'EISDIR',
  loop: 'ELOOP',
  'too-many-links': 'EMLINK',
  'message-size': 'EMSGSIZE',
  'name-too-long': 'ENAMETOOLONG',
  'no-device': 'ENODEV',
  'no-entry': 'ENOENT',
  'no-lock': 'ENOLCK',
  'insufficient-memory': 'ENOMEM',
  'insufficient-space': 'ENOSPC',
  'not-directory': 'ENOTDIR',
  'not-empty': 'ENOTEMPTY',
  'not-recoverable': 'ENOTRECOVERABLE',
  unsupported: 'ENOTSUP',
  'no-tty': 'ENOTTY',
  'no-such-device': 'ENXIO',
  overflow: 'EOVERFLOW',
  'not-permitted': 'EPERM',
  pipe: 'EPIPE',
  'read-only': 'EROFS',
  'invalid-seek': 'ESPIPE',
  'text-file-busy': 'ETXTBSY',
  'cross-device': 'EXDEV',
};

/** @type {Record<string, [number, string]>} */
const ERRORS = {
  EPERM: [1, 'operation not permitted'],
  ENOENT: [2, 'no such file or directory'],
  EINTR: [4, 'interrupted system call'],
  EIO: [5, 'i/o error'],
  ENXIO: [6, 'no such device or address'],
  EBADF: [9, 'bad file descriptor'],
  EAGAIN: [11, 'resource temporarily unavailable'],
  ENOMEM: [12, 'not enough memory'],
  EACCES: [13, 'permission denied'],
  EBUSY: [16, 'resource busy or locked'],
  EEXIST: [17, 'file already exists'],
  EXDEV: [18, 'cross-device link not permitted'],
  ENODEV: [19, 'no such device'],
  ENOTDIR: [20, 'not a directory'],
  EISDIR: [21, 'illegal operation on a directory'],
  EINVAL: [22, 'invalid argument'],
  ENOTTY: [25, 'inappropriate ioctl for device'],
  ETXTBSY: [26, 'text file is busy'],
  EFBIG: [27, 'file too large'],
  ENOSPC: [28, 'no space left on device'],
  ESPIPE: [29, 'invalid seek'],
  EROFS: [30, 'read-only file system'],
  EMLINK: [31, 'too many links'],
  EPIPE: [32, 'broken pipe'],
  EDEADLK: [35, 'resource deadlock would occur'],
  ENAMETOOLONG: [36, 'name too long'],
  ENOLCK: [37, 'no locks available'],
  ENOTEMPTY: [39, 'directory not empty'],
  ELOOP: [40, 'too many symbolic links encountered'],
  EOVERFLOW: [75, 'value too large for defined data type'],
  EILSEQ: [84, 'illegal byte sequence'],
  EMSGSIZE: [90, 'message too long'],
  ENOTSUP: [95, 'operation not supported'],
  EALREADY: [114, 'operation already in progress'],
  EINPROGRESS: [115, 'operation now in progress'],
  EDQUOT: [122, 'disk quota exceeded'],
  ENOTRECOVERABLE: [131, 'state not recoverable'],
};

/** The error of a system call, with the properties that it has in Node. */
export class ErrnoError extends Error {
  /**
   * @param {string} code
   * @param {string} syscall
   * @param {string} [path]
   */
  constructor(code, syscall, path) {
    const [errno, message] = ERRORS[code];
    super(`${code}: ${message}, ${syscall}${path === undefined ? '' : ` '${path}'`}`);
    /** The negative number of the error on Linux. */
    this.errno = -errno;
    /** The name of the error, such as `EEXIST`. */
    this.code = code;
    /** The name of the system call. */
    this.syscall = syscall;
    /** The path of the call, if it has one. */
    this.path = path;
    if (path === undefined) delete this.path;
  }

  get name() {
    return 'Error';
  }
}

/**
 * Calls the host, and throws its error code as an error of `syscall`.
 *
 * @template T
 * @param {string} syscall
 * @param {string | undefined} path
 * @param {() => T} call
 * @returns {T}
 */
export function calling(syscall, path, call) {
  try {
    return call();
  } catch (error) {
    const payload = typeof error === 'object' && error !== null && 'payload' in error ? error.payload : undefined;
    const code = typeof payload === 'string' ? CODES[payload] : undefined;
    throw code === undefined ? error : new ErrnoError(code, syscall, path);
  }
}
