/* What the files of this library have in common. Names that a program could see begin with `__wasi_mknod_`. */
#ifndef WASI_MKNOD_INTERNAL_H
#define WASI_MKNOD_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "../generated/wasi_mknod.h"

typedef wasi_mknod_filesystem_types_node_stat_t node_stat_t;
typedef wasi_filesystem_types_borrow_descriptor_t directory_t;

/* A directory of the host, and a path beneath it. The path is valid until the next place is looked up. */
struct place {
    directory_t directory;
    wasi_mknod_string_t path;
};

/* Finds out where `path` is, for a call with the descriptor `fd`, which may be AT_FDCWD. Otherwise it answers false
   and sets errno as Linux does. */
bool __wasi_mknod_locate(int fd, const char *path, struct place *place);

/* Says whether the `length` bytes at `bytes` are UTF-8. */
bool __wasi_mknod_is_utf8(const unsigned char *bytes, size_t length);

/* Finds the directory that the program, or the host, has opened as `fd`. Otherwise it answers false and sets errno to
   EBADF, ENOTDIR, or what has kept us from opening it as well. */
bool __wasi_mknod_directory(int fd, directory_t *directory);

/* Sets errno to what the error code of the host is in C, and answers -1. */
int __wasi_mknod_fail(wasi_filesystem_types_error_code_t code);

/* The number of the error code of the host in C. */
int __wasi_mknod_errno(wasi_filesystem_types_error_code_t code);

#endif
