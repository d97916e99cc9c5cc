/* Where the C library asks the host to close, and to give a file another number. */

#include <wasi/api.h>

#include "descriptors.h"
#include "import.h"
#include "layer.h"

int32_t __wasi_mknod_fd_close(int32_t fd) IMPORT("fd_close");
int32_t __wasi_mknod_fd_renumber(int32_t from, int32_t to) IMPORT("fd_renumber");

int32_t __wasi_mknod_layer_close(int32_t fd) {
    return __wasi_mknod_fd_close(fd);
}

int32_t __imported_wasi_snapshot_preview1_fd_close(int32_t fd) {
    /* The preopened directories are noted before one of them may be closed. */
    (void)__wasi_mknod_entry(fd);
    int32_t result = __wasi_mknod_fd_close(fd);
    if (result == __WASI_ERRNO_SUCCESS) {
        __wasi_mknod_forget(fd);
    }
    return result;
}

/* As many files as the layer can have open. */
#define MOST 128

/* Has the layer open something as `wanted`, which is not open: by opening directories until one has that number. */
static int32_t fill(int32_t wanted) {
    int32_t others[MOST];
    int count = 0;
    int32_t fd = -1;
    int directory = __wasi_mknod_next_directory(0);
    int32_t result = directory < 0 ? __WASI_ERRNO_BADF : __WASI_ERRNO_SUCCESS;
    while (result == __WASI_ERRNO_SUCCESS && fd != wanted && count < MOST) {
        result = __wasi_mknod_open_here(directory, &fd);
        if (result == __WASI_ERRNO_SUCCESS && fd != wanted) {
            others[count++] = fd;
        }
    }
    while (count > 0) {
        (void)__wasi_mknod_fd_close(others[--count]);
    }
    return fd == wanted ? __WASI_ERRNO_SUCCESS : __WASI_ERRNO_BADF;
}

/* The layer breaks down later if a file gets the number that it has, or one that is not open. */
int32_t __imported_wasi_snapshot_preview1_fd_renumber(int32_t from, int32_t to) {
    (void)__wasi_mknod_entry(from);
    if (to < 0 || !__wasi_mknod_is_open(from)) {
        return __WASI_ERRNO_BADF;
    }
    if (from == to) {
        return __WASI_ERRNO_SUCCESS;
    }
    int32_t result = __wasi_mknod_is_open(to) ? __WASI_ERRNO_SUCCESS : fill(to);
    if (result == __WASI_ERRNO_SUCCESS) {
        result = __wasi_mknod_fd_renumber(from, to);
    }
    if (result == __WASI_ERRNO_SUCCESS) {
        __wasi_mknod_rename(from, to);
    }
    return result;
}

ALIAS_FOR_ZIG(fd_close);
ALIAS_FOR_ZIG(fd_renumber);
