/* Where the C library asks the host for a place in a file. A FIFO and a socket have none, which the layer between
   WASI 0.1 and 0.2 does not know. */

#include <wasi/api.h>

#include "descriptors.h"
#include "import.h"

int32_t __wasi_mknod_fd_seek(int32_t fd, int64_t offset, int32_t whence, int32_t answer) IMPORT("fd_seek");
int32_t __wasi_mknod_fd_tell(int32_t fd, int32_t answer) IMPORT("fd_tell");

static bool has_places(int fd) {
    const struct entry *entry = __wasi_mknod_entry(fd);
    if (entry == NULL || entry->kind != FILE_KIND) {
        return true;
    }
    return entry->as.file.file_type.tag != WASI_MKNOD_FILESYSTEM_TYPES_FILE_TYPE_FIFO &&
           entry->as.file.file_type.tag != WASI_MKNOD_FILESYSTEM_TYPES_FILE_TYPE_SOCKET;
}

int32_t __imported_wasi_snapshot_preview1_fd_seek(int32_t fd, int64_t offset, int32_t whence, int32_t answer) {
    return has_places(fd) ? __wasi_mknod_fd_seek(fd, offset, whence, answer) : __WASI_ERRNO_SPIPE;
}

int32_t __imported_wasi_snapshot_preview1_fd_tell(int32_t fd, int32_t answer) {
    return has_places(fd) ? __wasi_mknod_fd_tell(fd, answer) : __WASI_ERRNO_SPIPE;
}

ALIAS_FOR_ZIG(fd_seek);
ALIAS_FOR_ZIG(fd_tell);
