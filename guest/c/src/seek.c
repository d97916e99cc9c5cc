/* Where the C library asks the host for a place in a file. A FIFO, a terminal and a socket have none, which the layer
   between WASI 0.1 and 0.2 does not know. */

#include <wasi/api.h>

#include "import.h"
#include "special.h"

int32_t __wasi_mknod_fd_seek(int32_t fd, int64_t offset, int32_t whence, int32_t answer) IMPORT("fd_seek");
int32_t __wasi_mknod_fd_tell(int32_t fd, int32_t answer) IMPORT("fd_tell");

/* Says whether the layer has something without places: a FIFO of a host that makes no streams of FIFOs. */
static bool has_no_places(int fd) {
    const struct entry *entry = __wasi_mknod_entry(fd);
    return entry != NULL && entry->kind == FILE_KIND &&
           (entry->as.file.file_type.tag == WASI_MKNOD_FILESYSTEM_TYPES_FILE_TYPE_FIFO ||
            entry->as.file.file_type.tag == WASI_MKNOD_FILESYSTEM_TYPES_FILE_TYPE_SOCKET);
}

/* Finds the place in a device. It has no end to count from. */
static __wasi_errno_t seek(struct special *special, int64_t offset, int32_t whence, uint64_t *place) {
    if (special->stream) {
        return __WASI_ERRNO_SPIPE;
    }
    if (whence != __WASI_WHENCE_SET && whence != __WASI_WHENCE_CUR && whence != __WASI_WHENCE_END) {
        return __WASI_ERRNO_INVAL;
    }
    if (!__wasi_mknod_is_memory(special)) {
        int64_t from = whence == __WASI_WHENCE_CUR ? (int64_t)special->position : 0;
        int64_t sum;
        if (__builtin_add_overflow(from, offset, &sum) || sum < 0) {
            return __WASI_ERRNO_INVAL;
        }
        special->position = (uint64_t)sum;
    }
    *place = special->position;
    return __WASI_ERRNO_SUCCESS;
}

int32_t __imported_wasi_snapshot_preview1_fd_seek(int32_t fd, int64_t offset, int32_t whence, int32_t answer) {
    struct special *special = __wasi_mknod_special(fd);
    if (special != NULL) {
        return seek(special, offset, whence, (uint64_t *)answer);
    }
    return has_no_places(fd) ? __WASI_ERRNO_SPIPE : __wasi_mknod_fd_seek(fd, offset, whence, answer);
}

int32_t __imported_wasi_snapshot_preview1_fd_tell(int32_t fd, int32_t answer) {
    struct special *special = __wasi_mknod_special(fd);
    if (special != NULL) {
        return seek(special, 0, __WASI_WHENCE_CUR, (uint64_t *)answer);
    }
    return has_no_places(fd) ? __WASI_ERRNO_SPIPE : __wasi_mknod_fd_tell(fd, answer);
}

ALIAS_FOR_ZIG(fd_seek);
ALIAS_FOR_ZIG(fd_tell);
