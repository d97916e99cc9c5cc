/* FIFOs and character devices, of which this library has the only handle. */
#ifndef WASI_MKNOD_SPECIAL_H
#define WASI_MKNOD_SPECIAL_H

#include <wasi/api.h>

#include "descriptors.h"

typedef wasi_mknod_filesystem_fifo_events_t events_t;

/* What is asked of a host that opens a file. */
struct opening {
    int base;
    wasi_filesystem_types_path_flags_t path_flags;
    wasi_mknod_string_t path;
    bool readable;
    bool writable;
    /* Those of WASI 0.1. */
    uint16_t flags;
};

/* What came of an opening. */
enum opened {
    OPENED,
    /* There was an error. */
    REFUSED,
    /* Something else has the name now. */
    REPLACED,
    /* The host has no streams for it. */
    NO_STREAM,
};

/* Says whether it is a FIFO or a character device. */
bool __wasi_mknod_is_special(const node_stat_t *node);

/* Opens the FIFO or character device of which `node` tells, and waits for the other end as Linux does. It has the
   number `*fd` then. */
enum opened __wasi_mknod_open_special(const struct opening *opening, const node_stat_t *node, int32_t *fd,
                                      __wasi_errno_t *error);

/* The handle of it, for one call. */
directory_t __wasi_mknod_handle(const struct special *special);

/* Waits until one of `events` holds for it. */
__wasi_errno_t __wasi_mknod_wait_for(const struct special *special, events_t events);

/* Says whether calls must not wait. */
bool __wasi_mknod_is_nonblocking(const struct special *special);

/* Says whether it is one of the devices of memory, such as /dev/null, which have no end and no places. */
bool __wasi_mknod_is_memory(const struct special *special);

/* Says whether it is a terminal. */
bool __wasi_mknod_is_terminal(const struct special *special);

#endif
