/* How far the C library has read a directory. */
#ifndef WASI_MKNOD_LISTING_H
#define WASI_MKNOD_LISTING_H

#include <wasi/api.h>

#include "internal.h"

struct listing {
    wasi_filesystem_types_own_directory_entry_stream_t entries;
    /* How many entries the C library has, `.` and `..` included, which a host leaves out. */
    uint64_t done;
    /* The entry after these, if it has been asked for and did not fit. */
    bool pending;
    wasi_filesystem_types_directory_entry_t next;
};

/* The listing of `directory` with `done` entries behind it: the one in `*slot` if it is there, or a new one, which is
   put there. NULL if there is none, and `*error` is set. */
struct listing *__wasi_mknod_listing_at(directory_t directory, struct listing **slot, uint64_t done,
                                        __wasi_errno_t *error);

/* Asks for the next entry; false if there is none, or `*error` is set. */
bool __wasi_mknod_advance(struct listing *listing, __wasi_errno_t *error);

/* Releases the entry that was asked for and is not yet passed on. */
void __wasi_mknod_drop_pending(struct listing *listing);

/* Releases a listing, which may be NULL. */
void __wasi_mknod_end_listing(struct listing *listing);

#endif
