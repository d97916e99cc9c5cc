/* What else the C library asks the host about an open file: here for FIFOs and character devices. */

#include <wasi/api.h>

#include "filestat.h"
#include "import.h"
#include "special.h"

int32_t __wasi_mknod_fd_fdstat_get(int32_t fd, int32_t answer) IMPORT("fd_fdstat_get");
int32_t __wasi_mknod_fd_fdstat_set_flags(int32_t fd, int32_t flags) IMPORT("fd_fdstat_set_flags");
int32_t __wasi_mknod_fd_filestat_get(int32_t fd, int32_t answer) IMPORT("fd_filestat_get");
int32_t __wasi_mknod_fd_filestat_set_size(int32_t fd, int64_t size) IMPORT("fd_filestat_set_size");
int32_t __wasi_mknod_fd_filestat_set_times(int32_t fd, int64_t accessed, int64_t modified, int32_t flags)
    IMPORT("fd_filestat_set_times");
int32_t __wasi_mknod_fd_sync(int32_t fd) IMPORT("fd_sync");
int32_t __wasi_mknod_fd_datasync(int32_t fd) IMPORT("fd_datasync");
int32_t __wasi_mknod_fd_advise(int32_t fd, int64_t offset, int64_t length, int32_t advice) IMPORT("fd_advise");
int32_t __wasi_mknod_fd_allocate(int32_t fd, int64_t offset, int64_t length) IMPORT("fd_allocate");

/* The flags that a program may change, as on Linux. */
#define CHANGEABLE (__WASI_FDFLAGS_APPEND | __WASI_FDFLAGS_NONBLOCK)

static bool is_fifo(const struct special *special) {
    return special->node.file_type.tag == WASI_MKNOD_FILESYSTEM_TYPES_FILE_TYPE_FIFO;
}

/* The C library takes the rights to seek and to tell as a sign that a device is no terminal. */
static __wasi_rights_t rights(const struct special *special) {
    __wasi_rights_t places = __WASI_RIGHTS_FD_SEEK | __WASI_RIGHTS_FD_TELL;
    return (special->readable ? __WASI_RIGHTS_FD_READ : 0) | (special->writable ? __WASI_RIGHTS_FD_WRITE : 0) |
           (__wasi_mknod_is_terminal(special) ? 0 : places) | __WASI_RIGHTS_POLL_FD_READWRITE |
           __WASI_RIGHTS_FD_FDSTAT_SET_FLAGS | __WASI_RIGHTS_FD_FILESTAT_GET | __WASI_RIGHTS_FD_FILESTAT_SET_TIMES;
}

int32_t __imported_wasi_snapshot_preview1_fd_fdstat_get(int32_t fd, int32_t answer) {
    const struct special *special = __wasi_mknod_special(fd);
    if (special == NULL) {
        return __wasi_mknod_fd_fdstat_get(fd, answer);
    }
    *(__wasi_fdstat_t *)answer = (__wasi_fdstat_t){
        .fs_filetype = __wasi_mknod_filetype(&special->node),
        .fs_flags = special->flags,
        .fs_rights_base = rights(special),
    };
    return __WASI_ERRNO_SUCCESS;
}

int32_t __imported_wasi_snapshot_preview1_fd_fdstat_set_flags(int32_t fd, int32_t flags) {
    struct special *special = __wasi_mknod_special(fd);
    if (special == NULL) {
        return __wasi_mknod_fd_fdstat_set_flags(fd, flags);
    }
    special->flags = (uint16_t)((special->flags & ~CHANGEABLE) | (flags & CHANGEABLE));
    return __WASI_ERRNO_SUCCESS;
}

static __wasi_timestamp_t timestamp(const wasi_filesystem_types_option_datetime_t *time) {
    return time->is_some ? time->val.seconds * 1000000000 + time->val.nanoseconds : 0;
}

int32_t __imported_wasi_snapshot_preview1_fd_filestat_get(int32_t fd, int32_t answer) {
    const struct special *special = __wasi_mknod_special(fd);
    if (special == NULL) {
        return __wasi_mknod_fd_filestat_get(fd, answer);
    }
    wasi_filesystem_types_descriptor_stat_t status;
    wasi_filesystem_types_metadata_hash_value_t hash;
    wasi_filesystem_types_error_code_t error;
    if (!wasi_filesystem_types_method_descriptor_stat(__wasi_mknod_handle(special), &status, &error) ||
        !wasi_filesystem_types_method_descriptor_metadata_hash(__wasi_mknod_handle(special), &hash, &error)) {
        return __wasi_mknod_errno(error);
    }
    *(__wasi_filestat_t *)answer = (__wasi_filestat_t){
        .dev = 1,
        .ino = hash.lower,
        .filetype = __wasi_mknod_filetype(&special->node),
        .nlink = status.link_count,
        .size = status.size,
        .atim = timestamp(&status.data_access_timestamp),
        .mtim = timestamp(&status.data_modification_timestamp),
        .ctim = timestamp(&status.status_change_timestamp),
    };
    return __WASI_ERRNO_SUCCESS;
}

int32_t __imported_wasi_snapshot_preview1_fd_filestat_set_size(int32_t fd, int64_t size) {
    const struct special *special = __wasi_mknod_special(fd);
    wasi_filesystem_types_error_code_t error;
    if (special == NULL) {
        return __wasi_mknod_fd_filestat_set_size(fd, size);
    }
    return wasi_filesystem_types_method_descriptor_set_size(__wasi_mknod_handle(special), (uint64_t)size, &error)
               ? __WASI_ERRNO_SUCCESS
               : __wasi_mknod_errno(error);
}

/* What a time becomes; false if that is asked for in two ways. */
static bool new_time(int64_t time, bool given, bool now, wasi_filesystem_types_new_timestamp_t *new) {
    new->tag = given ? WASI_FILESYSTEM_TYPES_NEW_TIMESTAMP_TIMESTAMP
               : now ? WASI_FILESYSTEM_TYPES_NEW_TIMESTAMP_NOW
                     : WASI_FILESYSTEM_TYPES_NEW_TIMESTAMP_NO_CHANGE;
    if (given) {
        new->val.timestamp.seconds = (uint64_t)time / 1000000000;
        new->val.timestamp.nanoseconds = (uint32_t)((uint64_t)time % 1000000000);
    }
    return !given || !now;
}

int32_t __imported_wasi_snapshot_preview1_fd_filestat_set_times(int32_t fd, int64_t accessed, int64_t modified,
                                                                int32_t flags) {
    const struct special *special = __wasi_mknod_special(fd);
    if (special == NULL) {
        return __wasi_mknod_fd_filestat_set_times(fd, accessed, modified, flags);
    }
    wasi_filesystem_types_new_timestamp_t access, modification;
    wasi_filesystem_types_error_code_t error;
    if (!new_time(accessed, (flags & __WASI_FSTFLAGS_ATIM) != 0, (flags & __WASI_FSTFLAGS_ATIM_NOW) != 0, &access) ||
        !new_time(modified, (flags & __WASI_FSTFLAGS_MTIM) != 0, (flags & __WASI_FSTFLAGS_MTIM_NOW) != 0,
                  &modification)) {
        return __WASI_ERRNO_INVAL;
    }
    return wasi_filesystem_types_method_descriptor_set_times(__wasi_mknod_handle(special), &access, &modification,
                                                             &error)
               ? __WASI_ERRNO_SUCCESS
               : __wasi_mknod_errno(error);
}

int32_t __imported_wasi_snapshot_preview1_fd_sync(int32_t fd) {
    const struct special *special = __wasi_mknod_special(fd);
    wasi_filesystem_types_error_code_t error;
    if (special == NULL) {
        return __wasi_mknod_fd_sync(fd);
    }
    return wasi_filesystem_types_method_descriptor_sync(__wasi_mknod_handle(special), &error)
               ? __WASI_ERRNO_SUCCESS
               : __wasi_mknod_errno(error);
}

int32_t __imported_wasi_snapshot_preview1_fd_datasync(int32_t fd) {
    const struct special *special = __wasi_mknod_special(fd);
    wasi_filesystem_types_error_code_t error;
    if (special == NULL) {
        return __wasi_mknod_fd_datasync(fd);
    }
    return wasi_filesystem_types_method_descriptor_sync_data(__wasi_mknod_handle(special), &error)
               ? __WASI_ERRNO_SUCCESS
               : __wasi_mknod_errno(error);
}

int32_t __imported_wasi_snapshot_preview1_fd_advise(int32_t fd, int64_t offset, int64_t length, int32_t advice) {
    const struct special *special = __wasi_mknod_special(fd);
    if (special == NULL) {
        return __wasi_mknod_fd_advise(fd, offset, length, advice);
    }
    return is_fifo(special) ? __WASI_ERRNO_SPIPE : __WASI_ERRNO_SUCCESS;
}

int32_t __imported_wasi_snapshot_preview1_fd_allocate(int32_t fd, int64_t offset, int64_t length) {
    const struct special *special = __wasi_mknod_special(fd);
    if (special == NULL) {
        return __wasi_mknod_fd_allocate(fd, offset, length);
    }
    if (offset < 0 || length <= 0) {
        return __WASI_ERRNO_INVAL;
    }
    if (!special->writable) {
        return __WASI_ERRNO_BADF;
    }
    return is_fifo(special) ? __WASI_ERRNO_SPIPE : __WASI_ERRNO_NODEV;
}

ALIAS_FOR_ZIG(fd_fdstat_get);
ALIAS_FOR_ZIG(fd_fdstat_set_flags);
ALIAS_FOR_ZIG(fd_filestat_get);
ALIAS_FOR_ZIG(fd_filestat_set_size);
ALIAS_FOR_ZIG(fd_filestat_set_times);
ALIAS_FOR_ZIG(fd_sync);
ALIAS_FOR_ZIG(fd_datasync);
ALIAS_FOR_ZIG(fd_advise);
ALIAS_FOR_ZIG(fd_allocate);
