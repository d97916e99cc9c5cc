/* What the program has open, as the host knows it.

   A program for WASI 0.1 in a component does not see the host's handles: a layer in between keeps them. So each
   directory that the program opens is opened a second time, beneath the handle of the one from which it was opened.
   The second handle is of the same directory, wherever that may be moved later.

   A second opening of a FIFO would be another end of it. FIFOs and character devices are opened by this library alone;
   the layer has a directory open under their numbers, so that no other file gets one. */

#include "descriptors.h"

#include <errno.h>
#include <stdlib.h>
#include <wasi/api.h>

#include "listing.h"

/* The first number after the standard streams. */
#define FIRST 3

static struct entry *table;
static size_t length;

static bool reserve(int fd) {
    size_t wanted = (size_t)fd + 1;
    if (wanted <= length) {
        return true;
    }
    size_t more = wanted < 2 * length ? 2 * length : wanted;
    struct entry *larger = realloc(table, more * sizeof *table);
    if (larger == NULL) {
        return false;
    }
    table = larger;
    for (; length < more; length++) {
        table[length].kind = UNKNOWN;
    }
    return true;
}

static bool put(int fd, const struct entry *entry) {
    if (!reserve(fd)) {
        return false;
    }
    table[fd] = *entry;
    return true;
}

static void put_preopen(int fd, wasi_filesystem_types_own_descriptor_t handle) {
    struct entry entry = {.kind = DIRECTORY, .as.directory.handle = handle};
    wasi_filesystem_types_error_code_t error;
    if (!wasi_filesystem_types_method_descriptor_get_flags(
            wasi_filesystem_types_borrow_descriptor(handle), &entry.as.directory.rights, &error)) {
        entry.as.directory.rights = 0;
    }
    if (!put(fd, &entry)) {
        abort();
    }
}

static void put_standard(int fd) {
    struct entry entry = {.kind = STANDARD, .as.standard = fd};
    if (!put(fd, &entry)) {
        abort();
    }
}

/* Notes the standard streams and the preopened directories, which come in the same order to everybody who asks for
   them. */
static void start(void) {
    static bool started;
    if (started) {
        return;
    }
    started = true;
    for (int fd = 0; fd < FIRST; fd++) {
        put_standard(fd);
    }
    wasi_filesystem_preopens_list_tuple2_own_descriptor_string_t list;
    wasi_filesystem_preopens_get_directories(&list);
    int fd = FIRST;
    for (size_t i = 0; i < list.len; i++, fd++) {
        put_preopen(fd, list.ptr[i].f0);
        wasi_mknod_string_free(&list.ptr[i].f1);
    }
    free(list.ptr);
}

struct entry *__wasi_mknod_entry(int fd) {
    start();
    bool known = fd >= 0 && (size_t)fd < length && table[fd].kind != UNKNOWN;
    return known ? &table[fd] : NULL;
}

struct special *__wasi_mknod_special(int fd) {
    /* What has not been opened here is not looked for: this is on the way of each byte. */
    bool special = fd >= 0 && (size_t)fd < length && table[fd].kind == SPECIAL;
    return special ? &table[fd].as.special : NULL;
}

int __wasi_mknod_next_directory(int fd) {
    start();
    while ((size_t)fd < length && table[fd].kind != DIRECTORY) {
        fd++;
    }
    return (size_t)fd < length ? fd : -1;
}

bool __wasi_mknod_note(int fd, const struct entry *entry) {
    __wasi_mknod_forget(fd);
    return put(fd, entry);
}

void __wasi_mknod_forget(int fd) {
    const struct entry *entry = __wasi_mknod_entry(fd);
    if (entry == NULL) {
        return;
    }
    if (entry->kind == DIRECTORY) {
        __wasi_mknod_end_listing(entry->as.directory.listing);
        wasi_filesystem_types_descriptor_drop_own(entry->as.directory.handle);
    } else if (entry->kind == SPECIAL) {
        wasi_filesystem_types_descriptor_drop_own(entry->as.special.handle);
    } else if (entry->kind == FILE_KIND) {
        free(entry->path);
    }
    table[fd].kind = UNKNOWN;
}

void __wasi_mknod_rename(int from, int to) {
    __wasi_mknod_forget(to);
    const struct entry *entry = __wasi_mknod_entry(from);
    if (entry == NULL) {
        return;
    }
    /* Enlarging the table moves it. */
    struct entry moved = *entry;
    if (!put(to, &moved)) {
        abort();
    }
    table[from].kind = UNKNOWN;
}

bool __wasi_mknod_directory(int fd, directory_t *directory) {
    const struct entry *entry = __wasi_mknod_entry(fd);
    if (entry != NULL && entry->kind == DIRECTORY) {
        *directory = wasi_filesystem_types_borrow_descriptor(entry->as.directory.handle);
        return true;
    }
    if (entry != NULL && entry->kind == UNUSABLE) {
        __wasi_mknod_fail(entry->as.error);
        return false;
    }
    errno = __wasi_mknod_is_open(fd) ? ENOTDIR : EBADF;
    return false;
}

bool __wasi_mknod_is_open(int fd) {
    __wasi_fdstat_t status;
    return __wasi_fd_fdstat_get((__wasi_fd_t)fd, &status) == __WASI_ERRNO_SUCCESS;
}

bool __wasi_mknod_look(const struct entry *base, bool follow, wasi_mknod_string_t *path, node_stat_t *node,
                       wasi_filesystem_types_error_code_t *error) {
    if (base->kind != DIRECTORY) {
        *error = base->kind == UNUSABLE ? base->as.error : WASI_FILESYSTEM_TYPES_ERROR_CODE_NOT_DIRECTORY;
        return false;
    }
    directory_t directory = wasi_filesystem_types_borrow_descriptor(base->as.directory.handle);
    wasi_mknod_filesystem_metadata_path_flags_t flags = follow ? WASI_FILESYSTEM_TYPES_PATH_FLAGS_SYMLINK_FOLLOW : 0;
    return wasi_mknod_filesystem_metadata_stat_at(directory, flags, path, node, error);
}
