/* Where the C library asks the host for a node by its path.

   The layer between WASI 0.1 and 0.2 would do, but for sockets: it ends the program when it meets one. */

#include "filestat.h"

#include <wasi/api.h>

#include "descriptors.h"
#include "import.h"

static node_stat_t last;
static bool known;

void __wasi_mknod_forget_node(void) {
    known = false;
}

const node_stat_t *__wasi_mknod_last_node(void) {
    return known ? &last : NULL;
}

__wasi_filetype_t __wasi_mknod_filetype(const node_stat_t *node) {
    switch (node->file_type.tag) {
    case WASI_MKNOD_FILESYSTEM_TYPES_FILE_TYPE_REGULAR_FILE:
        return __WASI_FILETYPE_REGULAR_FILE;
    case WASI_MKNOD_FILESYSTEM_TYPES_FILE_TYPE_DIRECTORY:
        return __WASI_FILETYPE_DIRECTORY;
    case WASI_MKNOD_FILESYSTEM_TYPES_FILE_TYPE_SYMBOLIC_LINK:
        return __WASI_FILETYPE_SYMBOLIC_LINK;
    case WASI_MKNOD_FILESYSTEM_TYPES_FILE_TYPE_SOCKET:
        return __WASI_FILETYPE_SOCKET_STREAM;
    case WASI_MKNOD_FILESYSTEM_TYPES_FILE_TYPE_CHARACTER_DEVICE:
        return __WASI_FILETYPE_CHARACTER_DEVICE;
    case WASI_MKNOD_FILESYSTEM_TYPES_FILE_TYPE_BLOCK_DEVICE:
        return __WASI_FILETYPE_BLOCK_DEVICE;
    default:
        /* WASI 0.1 has no name for a FIFO. */
        return __WASI_FILETYPE_UNKNOWN;
    }
}

/* WASI 0.1 has no time before 1970. */
static __wasi_timestamp_t timestamp(const wasi_mknod_filesystem_types_timestamp_t *time) {
    return time->seconds < 0 ? 0 : (__wasi_timestamp_t)time->seconds * 1000000000 + time->nanoseconds;
}

/* What stands for the number of an inode. */
static bool inode(const struct entry *base, bool follow, wasi_mknod_string_t *path, __wasi_inode_t *number,
                  wasi_filesystem_types_error_code_t *error) {
    wasi_filesystem_types_metadata_hash_value_t hash;
    if (!wasi_filesystem_types_method_descriptor_metadata_hash_at(
            wasi_filesystem_types_borrow_descriptor(base->as.directory.handle),
            follow ? WASI_FILESYSTEM_TYPES_PATH_FLAGS_SYMLINK_FOLLOW : 0, path, &hash, error)) {
        return false;
    }
    *number = hash.lower;
    return true;
}

int32_t __imported_wasi_snapshot_preview1_path_filestat_get(int32_t fd, int32_t flags, int32_t path,
                                                            int32_t path_length, int32_t answer) {
    if (!__wasi_mknod_is_utf8((const unsigned char *)path, (size_t)path_length)) {
        return __WASI_ERRNO_ILSEQ;
    }
    const struct entry *base = __wasi_mknod_entry(fd);
    if (base == NULL) {
        return __wasi_mknod_is_open(fd) ? __WASI_ERRNO_NOTDIR : __WASI_ERRNO_BADF;
    }
    bool follow = (flags & __WASI_LOOKUPFLAGS_SYMLINK_FOLLOW) != 0;
    wasi_mknod_string_t name = {(uint8_t *)path, (size_t)path_length};
    __wasi_filestat_t *status = (__wasi_filestat_t *)answer;
    wasi_filesystem_types_error_code_t error;
    if (!__wasi_mknod_look(base, follow, &name, &last, &error) ||
        !inode(base, follow, &name, &status->ino, &error)) {
        /* The C library has the same numbers as WASI 0.1. */
        return __wasi_mknod_errno(error);
    }
    known = true;
    status->dev = 1;
    status->filetype = __wasi_mknod_filetype(&last);
    status->nlink = last.link_count;
    status->size = last.size;
    status->atim = timestamp(&last.data_access_timestamp);
    status->mtim = timestamp(&last.data_modification_timestamp);
    status->ctim = timestamp(&last.status_change_timestamp);
    return __WASI_ERRNO_SUCCESS;
}

ALIAS_FOR_ZIG(path_filestat_get);
