/* Where the C library asks the host to write: what is a FIFO or a character device is written here. */

#include <stdlib.h>
#include <wasi/api.h>

#include "import.h"
#include "special.h"
#include "vectors.h"

int32_t __wasi_mknod_fd_write(int32_t fd, int32_t vectors, int32_t count, int32_t answer) IMPORT("fd_write");
int32_t __wasi_mknod_fd_pwrite(int32_t fd, int32_t vectors, int32_t count, int64_t offset, int32_t answer)
    IMPORT("fd_pwrite");

/* As many bytes go into a FIFO all at once, or not at all: PIPE_BUF of Linux. */
#define WHOLE 4096
/* How many are handed to the host at once by a call that waits for the rest, and by one that does not. An ordinary user
   has no larger pipe than the second. */
#define PART 65536
#define MOST (1 << 20)

/* Bytes in one piece. */
struct run {
    wasi_mknod_list_u8_t bytes;
    uint8_t *allocated;
    uint8_t whole[WHOLE];
};

/* Puts the next bytes into one piece: `length` of them, or the first of more. */
static bool next_run(struct vectors *vectors, size_t length, struct run *run) {
    size_t there;
    const uint8_t *piece = __wasi_mknod_piece(vectors, &there);
    run->allocated = NULL;
    if (there >= length) {
        run->bytes = (wasi_mknod_list_u8_t){(uint8_t *)piece, length};
        return true;
    }
    uint8_t *buffer = run->whole;
    if (length > sizeof run->whole) {
        buffer = run->allocated = malloc(length);
    }
    if (buffer == NULL) {
        return false;
    }
    run->bytes = (wasi_mknod_list_u8_t){buffer, __wasi_mknod_gather(vectors, buffer, length)};
    return true;
}

static size_t least(size_t one, size_t other) {
    return one < other ? one : other;
}

/* Hands the next bytes to the host; `*count` is how many it has taken. */
static __wasi_errno_t put(const struct special *special, struct vectors *vectors, size_t length, size_t *count) {
    struct run run;
    *count = 0;
    if (!next_run(vectors, length, &run)) {
        return __WASI_ERRNO_NOMEM;
    }
    wasi_mknod_option_u32_t taken;
    wasi_filesystem_types_error_code_t code;
    bool done = wasi_mknod_filesystem_fifo_try_write(__wasi_mknod_handle(special), &run.bytes, &taken, &code);
    free(run.allocated);
    if (!done) {
        return __wasi_mknod_errno(code);
    }
    if (!taken.is_some || taken.val == 0) {
        return __WASI_ERRNO_AGAIN;
    }
    *count = least(taken.val, length);
    __wasi_mknod_skip(vectors, *count);
    return __WASI_ERRNO_SUCCESS;
}

/* Writes all, or a part where the rest would have to wait and must not. */
static __wasi_errno_t write_stream(const struct special *special, struct vectors *vectors, size_t total,
                                   size_t *done) {
    bool waits = !__wasi_mknod_is_nonblocking(special);
    while (*done < total) {
        size_t length = least(total - *done, waits ? PART : MOST), count;
        __wasi_errno_t error = put(special, vectors, length, &count);
        *done += count;
        if (error == __WASI_ERRNO_SUCCESS && (waits || count == length)) {
            continue;
        }
        if (error == __WASI_ERRNO_AGAIN && waits) {
            error = __wasi_mknod_wait_for(special, WASI_MKNOD_FILESYSTEM_FIFO_EVENTS_WRITABLE);
            if (error == __WASI_ERRNO_SUCCESS) {
                continue;
            }
        }
        return *done > 0 ? __WASI_ERRNO_SUCCESS : error;
    }
    return __WASI_ERRNO_SUCCESS;
}

/* Writes a device at a place. It is asked for the least write as well: /dev/full refuses that. */
static __wasi_errno_t write_at(const struct special *special, struct vectors *vectors, size_t total, uint64_t place,
                               size_t *done) {
    do {
        struct run run;
        size_t length = least(total - *done, MOST);
        if (!next_run(vectors, length, &run)) {
            return *done > 0 ? __WASI_ERRNO_SUCCESS : __WASI_ERRNO_NOMEM;
        }
        wasi_filesystem_types_filesize_t count;
        wasi_filesystem_types_error_code_t code;
        bool written = wasi_filesystem_types_method_descriptor_write(__wasi_mknod_handle(special), &run.bytes,
                                                                     place + *done, &count, &code);
        free(run.allocated);
        if (!written) {
            return *done > 0 ? __WASI_ERRNO_SUCCESS : __wasi_mknod_errno(code);
        }
        count = count < length ? count : length;
        __wasi_mknod_skip(vectors, (size_t)count);
        *done += (size_t)count;
        if (count < length) {
            break;
        }
    } while (*done < total);
    return __WASI_ERRNO_SUCCESS;
}

/* What is right of a write before any bytes are handed on: `*total` is how many. */
static __wasi_errno_t check(const struct special *special, const struct vectors *vectors, size_t *total) {
    if (!special->writable) {
        return __WASI_ERRNO_BADF;
    }
    return __wasi_mknod_total(vectors, total) ? __WASI_ERRNO_SUCCESS : __WASI_ERRNO_INVAL;
}

int32_t __imported_wasi_snapshot_preview1_fd_write(int32_t fd, int32_t pieces, int32_t count, int32_t answer) {
    struct special *special = __wasi_mknod_special(fd);
    if (special == NULL) {
        return __wasi_mknod_fd_write(fd, pieces, count, answer);
    }
    struct vectors vectors = {(const struct iovec *)pieces, (size_t)count, 0};
    size_t total = 0, done = 0;
    __wasi_errno_t error = check(special, &vectors, &total);
    if (error == __WASI_ERRNO_SUCCESS) {
        error = special->stream ? write_stream(special, &vectors, total, &done)
                                : write_at(special, &vectors, total, special->position, &done);
    }
    if (!__wasi_mknod_is_memory(special)) {
        special->position += done;
    }
    *(__wasi_size_t *)answer = done;
    return error;
}

int32_t __imported_wasi_snapshot_preview1_fd_pwrite(int32_t fd, int32_t pieces, int32_t count, int64_t offset,
                                                    int32_t answer) {
    const struct special *special = __wasi_mknod_special(fd);
    if (special == NULL) {
        return __wasi_mknod_fd_pwrite(fd, pieces, count, offset, answer);
    }
    if (special->stream) {
        return __WASI_ERRNO_SPIPE;
    }
    struct vectors vectors = {(const struct iovec *)pieces, (size_t)count, 0};
    size_t total = 0, done = 0;
    __wasi_errno_t error = check(special, &vectors, &total);
    if (error == __WASI_ERRNO_SUCCESS) {
        error = write_at(special, &vectors, total, (uint64_t)offset, &done);
    }
    *(__wasi_size_t *)answer = done;
    return error;
}

ALIAS_FOR_ZIG(fd_write);
ALIAS_FOR_ZIG(fd_pwrite);
