//! Makes the FIFO `zig-queue` in the first preopened directory, by the imports as they are in the
//! canonical ABI: Zig has no bindings for components.

const std = @import("std");

const preopens = struct {
    extern "wasi:filesystem/preopens@0.2.0" fn @"get-directories"(list: *List) void;
};

extern "wasi-mknod:filesystem/mknod@0.2.0" fn mknod(
    dir: u32,
    path: [*]const u8,
    path_len: usize,
    node_type: u32,
    major: u32,
    minor: u32,
    mode: u32,
    result: *Result,
) void;

const Directory = extern struct { handle: u32, name: [*]const u8, name_len: usize };
const List = extern struct { items: [*]const Directory, len: usize };
const Result = extern struct { is_error: bool, code: u8 };

/// The case `fifo` of `node-type`.
const fifo = 2;

var memory: [4096]u8 align(16) = undefined;
var used: usize = 0;

/// Gives the host memory for lists. By its name it is for imports only: the adapter of WASI 0.1 does
/// not call it.
export fn cabi_import_realloc(_: ?[*]u8, _: usize, alignment: usize, size: usize) [*]u8 {
    used = std.mem.alignForward(usize, used, alignment);
    const start = used;
    used += size;
    if (used > memory.len) @trap();
    return memory[start..].ptr;
}

pub fn main() void {
    var list: List = undefined;
    preopens.@"get-directories"(&list);
    if (list.len == 0) std.process.exit(100);
    const path = "zig-queue";
    var result: Result = undefined;
    mknod(list.items[0].handle, path, path.len, fifo, 0, 0, 0o640, &result);
    if (result.is_error) std.process.exit(result.code + 1);
}
