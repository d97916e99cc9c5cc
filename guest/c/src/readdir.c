/* Where the C library asks the host what is in a directory.

   The layer between WASI 0.1 and 0.2 would do, but for sockets: it ends the program when it meets one. And it does not
   tell a FIFO from what nobody knows. */

#include <dirent.h>
#include <string.h>
#include <wasi/api.h>

#include "descriptors.h"
#include "import.h"
#include "listing.h"

static uint8_t type_of(wasi_filesystem_types_descriptor_type_t type) {
    switch (type) {
    case WASI_FILESYSTEM_TYPES_DESCRIPTOR_TYPE_BLOCK_DEVICE:
        return DT_BLK;
    case WASI_FILESYSTEM_TYPES_DESCRIPTOR_TYPE_CHARACTER_DEVICE:
        return DT_CHR;
    case WASI_FILESYSTEM_TYPES_DESCRIPTOR_TYPE_DIRECTORY:
        return DT_DIR;
    case WASI_FILESYSTEM_TYPES_DESCRIPTOR_TYPE_FIFO:
        return DT_FIFO;
    case WASI_FILESYSTEM_TYPES_DESCRIPTOR_TYPE_SYMBOLIC_LINK:
        return DT_LNK;
    case WASI_FILESYSTEM_TYPES_DESCRIPTOR_TYPE_REGULAR_FILE:
        return DT_REG;
#ifdef DT_SOCK
    case WASI_FILESYSTEM_TYPES_DESCRIPTOR_TYPE_SOCKET:
        return DT_SOCK;
#endif
    default:
        return DT_UNKNOWN;
    }
}

/* What stands for the number of an inode; 0 if it has gone, for which the C library looks. */
static __wasi_inode_t inode(const struct entry *directory, wasi_mknod_string_t *name) {
    wasi_filesystem_types_metadata_hash_value_t hash;
    wasi_filesystem_types_error_code_t code;
    return wasi_filesystem_types_method_descriptor_metadata_hash_at(
               wasi_filesystem_types_borrow_descriptor(directory->as.directory.handle), 0, name, &hash, &code)
               ? hash.lower
               : 0;
}

/* Finds the next entry and its name; false if there is none, or `*error` is set. */
static bool describe(const struct entry *directory, struct listing *listing, __wasi_dirent_t *entry,
                     wasi_mknod_string_t *name, __wasi_errno_t *error) {
    if (listing->done < 2) {
        *name = (wasi_mknod_string_t){(uint8_t *)"..", listing->done + 1};
        entry->d_type = DT_DIR;
        /* What is above may be out of reach. */
        entry->d_ino = listing->done == 0 ? inode(directory, name) : 0;
    } else if (__wasi_mknod_advance(listing, error)) {
        *name = listing->next.name;
        entry->d_type = type_of(listing->next.type);
        entry->d_ino = inode(directory, name);
    } else {
        return false;
    }
    entry->d_next = listing->done + 1;
    entry->d_namlen = name->len;
    return true;
}

/* Writes as much of these bytes as there is room for, and answers whether that was all. */
static bool append(uint8_t *buffer, size_t size, size_t *used, const void *bytes, size_t length) {
    size_t room = size - *used;
    size_t part = length < room ? length : room;
    memcpy(buffer + *used, bytes, part);
    *used += part;
    return part == length;
}

int32_t __imported_wasi_snapshot_preview1_fd_readdir(int32_t fd, int32_t buffer, int32_t size, int64_t cookie,
                                                     int32_t answer) {
    struct entry *directory = __wasi_mknod_entry(fd);
    if (directory == NULL || directory->kind != DIRECTORY) {
        return directory != NULL && directory->kind == UNUSABLE ? __wasi_mknod_errno(directory->as.error)
               : __wasi_mknod_is_open(fd)                       ? __WASI_ERRNO_NOTDIR
                                                                : __WASI_ERRNO_BADF;
    }
    __wasi_errno_t error = __WASI_ERRNO_SUCCESS;
    size_t used = 0;
    struct listing *listing =
        __wasi_mknod_listing_at(wasi_filesystem_types_borrow_descriptor(directory->as.directory.handle),
                                &directory->as.directory.listing, (uint64_t)cookie, &error);
    __wasi_dirent_t entry = {0};
    wasi_mknod_string_t name;
    while (listing != NULL && used < (size_t)size && describe(directory, listing, &entry, &name, &error)) {
        if (!append((uint8_t *)buffer, (size_t)size, &used, &entry, sizeof entry) ||
            !append((uint8_t *)buffer, (size_t)size, &used, name.ptr, name.len)) {
            break;
        }
        __wasi_mknod_drop_pending(listing);
        listing->done++;
    }
    *(__wasi_size_t *)answer = used;
    /* An error after some entries comes again when the C library asks for the next. */
    return used > 0 ? __WASI_ERRNO_SUCCESS : error;
}

ALIAS_FOR_ZIG(fd_readdir);
