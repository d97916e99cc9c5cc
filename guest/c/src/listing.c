/* How far the C library has read a directory. */

#include "listing.h"

#include <stdlib.h>

void __wasi_mknod_drop_pending(struct listing *listing) {
    if (listing->pending) {
        wasi_filesystem_types_directory_entry_free(&listing->next);
        listing->pending = false;
    }
}

void __wasi_mknod_end_listing(struct listing *listing) {
    if (listing != NULL) {
        __wasi_mknod_drop_pending(listing);
        wasi_filesystem_types_directory_entry_stream_drop_own(listing->entries);
        free(listing);
    }
}

bool __wasi_mknod_advance(struct listing *listing, __wasi_errno_t *error) {
    if (listing->pending) {
        return true;
    }
    wasi_filesystem_types_option_directory_entry_t entry;
    wasi_filesystem_types_error_code_t code;
    if (!wasi_filesystem_types_method_directory_entry_stream_read_directory_entry(
            wasi_filesystem_types_borrow_directory_entry_stream(listing->entries), &entry, &code)) {
        *error = __wasi_mknod_errno(code);
        return false;
    }
    listing->pending = entry.is_some;
    listing->next = entry.val;
    return entry.is_some;
}

struct listing *__wasi_mknod_listing_at(directory_t directory, struct listing **slot, uint64_t done,
                                        __wasi_errno_t *error) {
    struct listing *listing = *slot;
    if (listing != NULL && listing->done == done) {
        return listing;
    }
    __wasi_mknod_end_listing(listing);
    *slot = NULL;
    listing = calloc(1, sizeof *listing);
    if (listing == NULL) {
        *error = __WASI_ERRNO_NOMEM;
        return NULL;
    }
    wasi_filesystem_types_error_code_t code;
    if (!wasi_filesystem_types_method_descriptor_read_directory(directory, &listing->entries, &code)) {
        free(listing);
        *error = __wasi_mknod_errno(code);
        return NULL;
    }
    *slot = listing;
    for (; listing->done < done; listing->done++) {
        if (listing->done >= 2 && __wasi_mknod_advance(listing, error)) {
            __wasi_mknod_drop_pending(listing);
        }
    }
    return listing;
}
