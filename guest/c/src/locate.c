/* From paths of programs to paths of WASI. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <wasi/libc-find-relpath.h>

#include "internal.h"

/* The longest path on Linux, its NUL byte included. */
#define LONGEST 4096

/* Finds the preopened directory of `path` as the C library does for its own functions, by its own rules and with its
   idea of the current directory. What remains of the path is kept in a buffer of this function. */
static int preopen_of(const char *path, const char **rest) {
    static char *buffer;
    static size_t size;
    const char *prefix;
    char *relative = NULL;
    int fd;
    if (__wasilibc_find_relpath_alloc) {
        /* The program changes its directory: only then this function is there. */
        fd = __wasilibc_find_relpath_alloc(path, &prefix, &buffer, &size, 1);
        relative = buffer;
    } else {
        fd = __wasilibc_find_relpath(path, &prefix, &relative, 0);
    }
    if (fd < 0 && errno != ENOMEM) {
        errno = ENOENT;
    }
    *rest = relative;
    return fd;
}

static bool set(struct place *place, int fd, const char *path) {
    place->path.ptr = (uint8_t *)path;
    place->path.len = strlen(path);
    return __wasi_mknod_directory(fd, &place->directory);
}

static bool fail(int error) {
    errno = error;
    return false;
}

bool __wasi_mknod_locate(int fd, const char *path, struct place *place) {
    if (path == NULL) {
        return fail(EFAULT);
    }
    if (*path == '\0') {
        return fail(ENOENT);
    }
    size_t length = strnlen(path, LONGEST);
    if (length == LONGEST) {
        return fail(ENAMETOOLONG);
    }
    if (!__wasi_mknod_is_utf8((const unsigned char *)path, length)) {
        return fail(EILSEQ);
    }
    if (*path != '/' && fd != AT_FDCWD) {
        return set(place, fd, path);
    }
    const char *rest;
    int preopen = preopen_of(path, &rest);
    return preopen >= 0 && set(place, preopen, rest);
}
