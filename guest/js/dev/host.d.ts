// The functions of the host as this package uses them, for the type checker.

declare module 'wasi:cli/environment@0.2.12' {
  export function initialCwd(): string | undefined;
}

declare module 'wasi:clocks/monotonic-clock@0.2.12' {
  import type { Pollable } from 'wasi:io/poll@0.2.12';
  export function subscribeDuration(nanoseconds: bigint): Pollable;
}

declare module 'wasi:filesystem/preopens@0.2.12' {
  import type { Descriptor } from 'wasi:filesystem/types@0.2.12';
  export function getDirectories(): [Descriptor, string][];
}

declare module 'wasi:filesystem/types@0.2.12' {
  export interface PathFlags {
    symlinkFollow?: boolean;
  }
  export interface Descriptor extends Disposable {
    openAt(
      pathFlags: PathFlags,
      path: string,
      openFlags: { create?: boolean; directory?: boolean; exclusive?: boolean; truncate?: boolean },
      flags: { read?: boolean; write?: boolean },
    ): Descriptor;
  }
}

declare module 'wasi:io/poll@0.2.12' {
  export interface Pollable extends Disposable {
    ready(): boolean;
    block(): void;
  }
  export function poll(pollables: Pollable[]): Uint32Array;
}

declare module 'wasi-mknod:filesystem/attributes@0.2.0' {
  import type { Descriptor, PathFlags } from 'wasi:filesystem/types@0.2.12';
  import type { Mode } from 'wasi-mknod:filesystem/types@0.2.0';
  export function setModeAt(dir: Descriptor, pathFlags: PathFlags, path: string, mode: Mode): void;
  export function setOwnerAt(
    dir: Descriptor,
    pathFlags: PathFlags,
    path: string,
    owner: { user?: number; group?: number },
  ): void;
}

declare module 'wasi-mknod:filesystem/types@0.2.0' {
  export interface Device {
    major: number;
    minor: number;
  }
  export type NodeType =
    | { tag: 'regular-file' | 'directory' | 'fifo' | 'socket' }
    | { tag: 'character-device' | 'block-device'; val: Device };
  export type FileType =
    | { tag: 'unknown' | 'regular-file' | 'directory' | 'symbolic-link' | 'fifo' | 'socket' }
    | { tag: 'character-device' | 'block-device'; val: Device };
  export interface Mode {
    otherExecute?: boolean;
    otherWrite?: boolean;
    otherRead?: boolean;
    groupExecute?: boolean;
    groupWrite?: boolean;
    groupRead?: boolean;
    ownerExecute?: boolean;
    ownerWrite?: boolean;
    ownerRead?: boolean;
    sticky?: boolean;
    setGroupId?: boolean;
    setUserId?: boolean;
  }
  export interface Timestamp {
    seconds: bigint;
    nanoseconds: number;
  }
  export interface NodeStat {
    fileType: FileType;
    mode: Mode;
    linkCount: bigint;
    size: bigint;
    dataAccessTimestamp: Timestamp;
    dataModificationTimestamp: Timestamp;
    statusChangeTimestamp: Timestamp;
    owner?: { user: number; group: number };
  }
}

declare module 'wasi-mknod:filesystem/mknod@0.2.0' {
  import type { Descriptor } from 'wasi:filesystem/types@0.2.12';
  import type { Mode, NodeType } from 'wasi-mknod:filesystem/types@0.2.0';
  export function mknod(directory: Descriptor, path: string, nodeType: NodeType, mode: Mode): void;
  export function umask(mask: Mode): Mode;
}

declare module 'wasi-mknod:filesystem/metadata@0.2.0' {
  import type { Descriptor, PathFlags } from 'wasi:filesystem/types@0.2.12';
  import type { NodeStat } from 'wasi-mknod:filesystem/types@0.2.0';
  export function statAt(directory: Descriptor, pathFlags: PathFlags, path: string): NodeStat;
}

declare module 'wasi-mknod:filesystem/fifo@0.2.0' {
  import type { Descriptor } from 'wasi:filesystem/types@0.2.12';
  import type { Pollable } from 'wasi:io/poll@0.2.12';
  export interface Events {
    readable?: boolean;
    writable?: boolean;
    hangUp?: boolean;
    error?: boolean;
    connected?: boolean;
  }
  export function poll(fd: Descriptor): Events;
  export function subscribe(fd: Descriptor, events: Events): Pollable;
  export function tryRead(fd: Descriptor, length: number): Uint8Array<ArrayBuffer> | undefined;
  export function tryWrite(fd: Descriptor, bytes: Uint8Array): number | undefined;
}
