/** `mknodSync`, `mkfifoSync`, `statSync` and FIFOs for JavaScript in WebAssembly, in the manner of `node:fs`. */

/** What names a file: a string, a `file:` URL, or the bytes of UTF-8. */
export type PathLike = string | URL | Uint8Array;

/** A number, or a string of octal digits. */
export type Mode = number | string;

/** The error of a system call. */
export interface ErrnoException extends Error {
  /** The name of the error, such as `EEXIST`. */
  code: string;
  /** The negative number of the error on Linux. */
  errno: number;
  /** The name of the system call. */
  syscall: string;
  /** The path of the call, if it has one. */
  path?: string;
}

/** The types of nodes and the bits of modes, with the values of Linux. */
export declare const constants: Readonly<{
  S_IFMT: number;
  S_IFREG: number;
  S_IFDIR: number;
  S_IFCHR: number;
  S_IFBLK: number;
  S_IFIFO: number;
  S_IFLNK: number;
  S_IFSOCK: number;
  S_ISUID: number;
  S_ISGID: number;
  S_ISVTX: number;
  S_IRWXU: number;
  S_IRUSR: number;
  S_IWUSR: number;
  S_IXUSR: number;
  S_IRWXG: number;
  S_IRGRP: number;
  S_IWGRP: number;
  S_IXGRP: number;
  S_IRWXO: number;
  S_IROTH: number;
  S_IWOTH: number;
  S_IXOTH: number;
}>;

/**
 * Changes the mode of a file. Symbolic links are followed, and the umask does not apply.
 *
 * @throws {ErrnoException} As `chmod(2)` of Linux: with the code `EPERM` if the host does not grant changes of modes.
 */
export declare function chmodSync(path: PathLike, mode: Mode): void;

/**
 * Changes the user and the group of a file; -1 leaves a number as it is. Symbolic links are followed.
 *
 * @throws {ErrnoException} As `chown(2)` of Linux: with the code `EPERM` if the host does not grant changes of owners.
 */
export declare function chownSync(path: PathLike, uid: number, gid: number): void;

/**
 * Changes the user and the group of a file, which may be a symbolic link.
 *
 * @throws {ErrnoException} As `lchown(2)` of Linux.
 */
export declare function lchownSync(path: PathLike, uid: number, gid: number): void;

/**
 * Composes a device number of a major number, 0 to 0xfff, and a minor number, 0 to 0xfffff, in the layout of Linux.
 *
 * @throws {RangeError} If Linux has no such device number.
 */
export declare function makedev(major: number, minor: number): number;

/** Extracts the major number of a device number. */
export declare function major(dev: number | bigint): number;

/** Extracts the minor number of a device number. */
export declare function minor(dev: number | bigint): number;

/**
 * Creates a node: a FIFO, a socket file, a regular file, or a device node.
 *
 * The mode has the permissions, to which the umask applies, with one of `S_IFREG`, `S_IFCHR`, `S_IFBLK`, `S_IFIFO` and
 * `S_IFSOCK`; without a type the node is a regular file. The default is 0o600. `dev` is the number of a device, by
 * `makedev`, and ignored for other types.
 *
 * @throws {ErrnoException} As `mknod(2)`: `EPERM` if the host does not grant the node, `EEXIST` if the path exists.
 */
export declare function mknodSync(path: PathLike, mode?: Mode, dev?: number | bigint): void;

/**
 * Creates a FIFO, with permissions to which the umask applies. The default is 0o666.
 *
 * @throws {ErrnoException} As `mkfifo(3)`.
 */
export declare function mkfifoSync(path: PathLike, options?: Mode | { mode?: Mode }): void;

/**
 * Returns the umask, which applies to the nodes that this package creates, and sets it if there is an argument. As
 * `process.umask` of Node.
 */
export declare function umask(mask?: Mode): number;

/** The type of a file. */
export interface StatsBase {
  isFIFO(): boolean;
  isSocket(): boolean;
  isCharacterDevice(): boolean;
  isBlockDevice(): boolean;
  isFile(): boolean;
  isDirectory(): boolean;
  /** Reports whether it is a symbolic link, which only `lstatSync` answers. */
  isSymbolicLink(): boolean;
}

/** What is known of a file. The host does not tell `dev`, `ino`, `blocks` and `birthtime`. */
export interface Stats extends StatsBase {
  /** The type and the permissions. */
  mode: number;
  /** The number of hard links. */
  nlink: number;
  /** The user to whom it belongs, if the host shows owners. */
  uid: number | undefined;
  /** The group to which it belongs, if the host shows owners. */
  gid: number | undefined;
  /** The device number of a device node. */
  rdev: number;
  /** The size in bytes of a regular file, or the length of the path in a symbolic link. */
  size: number;
  atimeMs: number;
  mtimeMs: number;
  ctimeMs: number;
  atime: Date;
  mtime: Date;
  ctime: Date;
}

/** As `Stats`, with integers without a limit, and times in nanoseconds as well. */
export interface BigIntStats extends StatsBase {
  mode: bigint;
  nlink: bigint;
  uid: bigint | undefined;
  gid: bigint | undefined;
  rdev: bigint;
  size: bigint;
  atimeMs: bigint;
  mtimeMs: bigint;
  ctimeMs: bigint;
  atimeNs: bigint;
  mtimeNs: bigint;
  ctimeNs: bigint;
  atime: Date;
  mtime: Date;
  ctime: Date;
}

export interface StatOptions {
  /** Answer with integers without a limit. */
  bigint?: boolean;
  /** With `false`, the answer is `undefined` if there is no such file. */
  throwIfNoEntry?: boolean;
}

export interface StatFunction {
  (path: PathLike, options?: { bigint?: false; throwIfNoEntry?: true }): Stats;
  (path: PathLike, options: { bigint: true; throwIfNoEntry?: true }): BigIntStats;
  (path: PathLike, options: StatOptions): Stats | BigIntStats | undefined;
}

/**
 * Says what is known of a file. Symbolic links are followed.
 *
 * @throws {ErrnoException} As `stat(2)`.
 */
export declare const statSync: StatFunction;

/**
 * Says what is known of a file. A symbolic link as the last component is not followed.
 *
 * @throws {ErrnoException} As `lstat(2)`.
 */
export declare const lstatSync: StatFunction;

/** An open end of a FIFO, whose calls wait as the system calls do. The whole program waits with them. */
export interface Fifo {
  /**
   * Reads bytes into `buffer`, at least one and as many as there are. The answer is their number, and 0 if the last
   * writer has closed the FIFO.
   *
   * @throws {ErrnoException} `EAGAIN` if the end does not wait, and there are no bytes.
   */
  readSync(buffer: Uint8Array): number;

  /**
   * Writes all of `data`. At most 4096 bytes (`PIPE_BUF`) are one record: bytes of other writers do not come between.
   *
   * The answer is the number of bytes, which is less than all if the last reader has gone on the way, or if the end does
   * not wait.
   *
   * @throws {ErrnoException} `EPIPE` if there is no reader, `EAGAIN` if the end does not wait, and nothing fits.
   */
  writeSync(data: string | ArrayBuffer | ArrayBufferView): number;

  /** Closes the end. A closed one may be closed again. */
  closeSync(): void;

  [Symbol.dispose](): void;
}

/**
 * Opens a FIFO for reading, for writing, or for both, and waits for the other end.
 *
 * With `nonblocking`, no call waits, as with `O_NONBLOCK`.
 *
 * @throws {ErrnoException} As `open(2)`: `ENXIO` for writing without waiting if there is no reader. `EINVAL` if it is no
 * FIFO.
 */
export declare function openFifoSync(path: PathLike, flags?: 'r' | 'w' | 'r+', options?: { nonblocking?: boolean }): Fifo;

/**
 * Opens a FIFO for reading.
 *
 * The stream waits for the first writer, and ends when the last one has closed the FIFO. Nothing is read before it is
 * asked for. To cancel the stream closes the FIFO.
 *
 * @throws {ErrnoException} As `open(2)`, and `EINVAL` if it is no FIFO.
 */
export declare function openFifoReader(path: PathLike): ReadableStream<Uint8Array>;

/**
 * Opens a FIFO for writing.
 *
 * The stream waits for the first reader. A write is done when its bytes are in the FIFO, and fails with `EPIPE` if the
 * last reader has gone. A chunk of at most 4096 bytes (`PIPE_BUF`) is one record, and strings are written as UTF-8. To
 * close or to abort the stream closes the FIFO.
 *
 * @throws {ErrnoException} As `open(2)`, and `EINVAL` if it is no FIFO.
 */
export declare function openFifoWriter(path: PathLike): WritableStream<string | ArrayBuffer | ArrayBufferView>;
