/* Where the C library asks the host to read: what is a FIFO or a character device is read here. */

#include <wasi/api.h>

#include "import.h"
#include "special.h"
#include "vectors.h"

int32_t __wasi_mknod_fd_read(int32_t fd, int32_t vectors, int32_t count, int32_t answer) IMPORT("fd_read");
int32_t __wasi_mknod_fd_pread(int32_t fd, int32_t vectors, int32_t count, int64_t offset, int32_t answer)
    IMPORT("fd_pread");

/* What the layer says of a read, but for a directory, for which it has another error than Linux. */
static int32_t unless_directory(int32_t fd, int32_t result) {
    const struct entry *entry = result == __WASI_ERRNO_BADF ? __wasi_mknod_entry(fd) : NULL;
    return entry != NULL && (entry->kind == DIRECTORY || entry->kind == UNUSABLE) ? __WASI_ERRNO_ISDIR : result;
}

/* The most that a host gives at once. */
#define AT_ONCE 65536

static uint32_t at_once(size_t length) {
    return length < AT_ONCE ? (uint32_t)length : AT_ONCE;
}

static bool has_hung_up(const struct special *special) {
    events_t events;
    wasi_filesystem_types_error_code_t error;
    return wasi_mknod_filesystem_fifo_poll(__wasi_mknod_handle(special), &events, &error) &&
           (events & WASI_MKNOD_FILESYSTEM_FIFO_EVENTS_HANG_UP) != 0;
}

/* Takes the bytes that there are, or waits for the first. */
static __wasi_errno_t take(const struct special *special, size_t length, wasi_mknod_list_u8_t *bytes) {
    for (bool waited = false;; waited = true) {
        wasi_mknod_option_list_u8_t found;
        wasi_filesystem_types_error_code_t code;
        if (!wasi_mknod_filesystem_fifo_try_read(__wasi_mknod_handle(special), at_once(length), &found, &code)) {
            return __wasi_mknod_errno(code);
        }
        if (found.is_some) {
            bool device = special->node.file_type.tag == WASI_MKNOD_FILESYSTEM_TYPES_FILE_TYPE_CHARACTER_DEVICE;
            /* Who reads a terminal when that hangs up has an error, and who reads it later has its end. */
            if (found.val.len == 0 && waited && device && has_hung_up(special)) {
                return __WASI_ERRNO_IO;
            }
            *bytes = found.val;
            return __WASI_ERRNO_SUCCESS;
        }
        if (__wasi_mknod_is_nonblocking(special)) {
            return __WASI_ERRNO_AGAIN;
        }
        __wasi_errno_t error = __wasi_mknod_wait_for(special, WASI_MKNOD_FILESYSTEM_FIFO_EVENTS_READABLE);
        if (error != __WASI_ERRNO_SUCCESS) {
            return error;
        }
    }
}

/* Takes more of what there is. A failure comes again at the next read. */
static bool take_more(const struct special *special, size_t length, wasi_mknod_list_u8_t *bytes) {
    wasi_mknod_option_list_u8_t found;
    wasi_filesystem_types_error_code_t error;
    if (!wasi_mknod_filesystem_fifo_try_read(__wasi_mknod_handle(special), at_once(length), &found, &error) ||
        !found.is_some) {
        return false;
    }
    *bytes = found.val;
    return true;
}

static __wasi_errno_t read_stream(const struct special *special, struct vectors *vectors, size_t total,
                                  size_t *done) {
    wasi_mknod_list_u8_t bytes;
    __wasi_errno_t error = take(special, total, &bytes);
    if (error != __WASI_ERRNO_SUCCESS) {
        return error;
    }
    /* One read on Linux has all that there is. */
    for (bool more = true; more;) {
        size_t count = __wasi_mknod_scatter(vectors, bytes.ptr, bytes.len);
        bool full = bytes.len == AT_ONCE;
        wasi_mknod_list_u8_free(&bytes);
        *done += count;
        more = full && *done < total && take_more(special, total - *done, &bytes);
    }
    return __WASI_ERRNO_SUCCESS;
}

/* Reads a device at a place. Only those of memory are known to give without waiting what has not come at once. */
static __wasi_errno_t read_at(const struct special *special, struct vectors *vectors, size_t total, uint64_t place,
                              size_t *done) {
    for (bool more = true; more;) {
        wasi_mknod_tuple2_list_u8_bool_t found;
        wasi_filesystem_types_error_code_t code;
        if (!wasi_filesystem_types_method_descriptor_read(__wasi_mknod_handle(special), at_once(total - *done),
                                                          place + *done, &found, &code)) {
            return *done > 0 ? __WASI_ERRNO_SUCCESS : __wasi_mknod_errno(code);
        }
        size_t count = __wasi_mknod_scatter(vectors, found.f0.ptr, found.f0.len);
        wasi_mknod_list_u8_free(&found.f0);
        *done += count;
        more = count > 0 && *done < total && __wasi_mknod_is_memory(special);
    }
    return __WASI_ERRNO_SUCCESS;
}

/* What is right of a read before any bytes are asked for: `*total` is how many. */
static __wasi_errno_t check(const struct special *special, const struct vectors *vectors, size_t *total) {
    if (!special->readable) {
        return __WASI_ERRNO_BADF;
    }
    return __wasi_mknod_total(vectors, total) ? __WASI_ERRNO_SUCCESS : __WASI_ERRNO_INVAL;
}

int32_t __imported_wasi_snapshot_preview1_fd_read(int32_t fd, int32_t pieces, int32_t count, int32_t answer) {
    struct special *special = __wasi_mknod_special(fd);
    if (special == NULL) {
        return unless_directory(fd, __wasi_mknod_fd_read(fd, pieces, count, answer));
    }
    struct vectors vectors = {(const struct iovec *)pieces, (size_t)count, 0};
    size_t total = 0, done = 0;
    __wasi_errno_t error = check(special, &vectors, &total);
    if (error == __WASI_ERRNO_SUCCESS && total > 0) {
        error = special->stream ? read_stream(special, &vectors, total, &done)
                                : read_at(special, &vectors, total, special->position, &done);
    }
    if (!__wasi_mknod_is_memory(special)) {
        special->position += done;
    }
    *(__wasi_size_t *)answer = done;
    return error;
}

int32_t __imported_wasi_snapshot_preview1_fd_pread(int32_t fd, int32_t pieces, int32_t count, int64_t offset,
                                                   int32_t answer) {
    const struct special *special = __wasi_mknod_special(fd);
    if (special == NULL) {
        return unless_directory(fd, __wasi_mknod_fd_pread(fd, pieces, count, offset, answer));
    }
    if (special->stream) {
        return __WASI_ERRNO_SPIPE;
    }
    struct vectors vectors = {(const struct iovec *)pieces, (size_t)count, 0};
    size_t total = 0, done = 0;
    __wasi_errno_t error = check(special, &vectors, &total);
    if (error == __WASI_ERRNO_SUCCESS && total > 0) {
        error = read_at(special, &vectors, total, (uint64_t)offset, &done);
    }
    *(__wasi_size_t *)answer = done;
    return error;
}

ALIAS_FOR_ZIG(fd_read);
ALIAS_FOR_ZIG(fd_pread);
