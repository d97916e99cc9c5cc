/* Where the C library asks the host to open: whichever function of it a program calls, this sees it. */

#include <stdlib.h>
#include <string.h>
#include <wasi/api.h>

#include "filestat.h"
#include "import.h"
#include "layer.h"
#include "special.h"

int32_t __wasi_mknod_path_open(int32_t fd, int32_t flags, int32_t path, int32_t path_length, int32_t oflags,
                               int64_t rights, int64_t inherited, int32_t fdflags, int32_t opened)
    IMPORT("path_open");

/* How often it is tried again to open what was moved away meanwhile. */
#define TRIES 3

/* Says whether `handle` is of the directory that is open as `fd`. */
static bool is_same(int fd, wasi_filesystem_types_own_descriptor_t handle) {
    __wasi_filestat_t status;
    wasi_filesystem_types_metadata_hash_value_t hash;
    wasi_filesystem_types_error_code_t error;
    /* The layer between WASI 0.1 and 0.2 makes the number of the inode of the same hash. */
    return __wasi_fd_filestat_get((__wasi_fd_t)fd, &status) == __WASI_ERRNO_SUCCESS &&
           wasi_filesystem_types_method_descriptor_metadata_hash(wasi_filesystem_types_borrow_descriptor(handle), &hash,
                                                                 &error) &&
           hash.lower == status.ino;
}

/* Opens the directory `path` a second time, which is open as `fd`. Another one that has got its name meanwhile is not
   taken for it. */
static struct entry open_directory(int fd, const struct entry *base, wasi_filesystem_types_path_flags_t flags,
                                   wasi_mknod_string_t *path) {
    struct entry entry = {.kind = UNUSABLE};
    if (base->kind == UNUSABLE) {
        entry.as.error = base->as.error;
        return entry;
    }
    /* Hosts that follow the WIT to the letter refuse to hand out a right that the base does not have. */
    rights_t rights = base->as.directory.rights & WASI_FILESYSTEM_TYPES_DESCRIPTOR_FLAGS_MUTATE_DIRECTORY;
    wasi_filesystem_types_own_descriptor_t handle;
    for (int i = 0; i < TRIES; i++) {
        wasi_filesystem_types_error_code_t error;
        if (!wasi_filesystem_types_method_descriptor_open_at(
                wasi_filesystem_types_borrow_descriptor(base->as.directory.handle), flags, path,
                WASI_FILESYSTEM_TYPES_OPEN_FLAGS_DIRECTORY, WASI_FILESYSTEM_TYPES_DESCRIPTOR_FLAGS_READ | rights,
                &handle, &error)) {
            entry.as.error = error;
            return entry;
        }
        if (is_same(fd, handle)) {
            entry.kind = DIRECTORY;
            entry.as.directory.handle = handle;
            entry.as.directory.rights = rights;
            entry.as.directory.listing = NULL;
            return entry;
        }
        wasi_filesystem_types_descriptor_drop_own(handle);
    }
    entry.as.error = WASI_FILESYSTEM_TYPES_ERROR_CODE_NO_ENTRY;
    return entry;
}

/* Asks what `path` is. The answer is not taken for that of a file if it is about a directory now. */
static struct entry look_at(const struct entry *base, bool follow, wasi_mknod_string_t *path) {
    struct entry entry = {.kind = UNKNOWN};
    wasi_filesystem_types_error_code_t error;
    if (__wasi_mknod_look(base, follow, path, &entry.as.file, &error) &&
        entry.as.file.file_type.tag != WASI_MKNOD_FILESYSTEM_TYPES_FILE_TYPE_DIRECTORY) {
        entry.kind = FILE_KIND;
    }
    return entry;
}

int32_t __wasi_mknod_open_here(int base, int32_t *fd) {
    static const char here[] = ".";
    return __wasi_mknod_path_open(base, 0, (int32_t)here, 1, __WASI_OFLAGS_DIRECTORY, __WASI_RIGHTS_FD_READ, 0, 0,
                                  (int32_t)fd);
}

/* What path_open is called with. */
struct request {
    int32_t fd, flags, path, path_length, oflags;
    int64_t rights, inherited;
    int32_t fdflags;
};

static bool follows(const struct request *request) {
    return (request->flags & __WASI_LOOKUPFLAGS_SYMLINK_FOLLOW) != 0;
}

static wasi_filesystem_types_path_flags_t path_flags(const struct request *request) {
    return follows(request) ? WASI_FILESYSTEM_TYPES_PATH_FLAGS_SYMLINK_FOLLOW : 0;
}

static wasi_mknod_string_t path_of(const struct request *request) {
    return (wasi_mknod_string_t){(uint8_t *)request->path, (size_t)request->path_length};
}

/* Says whether it can be a FIFO or a character device that is opened, to be read or written. */
static bool may_be_special(const struct request *request) {
    return (request->oflags & (__WASI_OFLAGS_DIRECTORY | __WASI_OFLAGS_EXCL)) == 0 &&
           (request->rights & (int64_t)(__WASI_RIGHTS_FD_READ | __WASI_RIGHTS_FD_WRITE)) != 0;
}

static enum opened open_special(const struct request *request, const node_stat_t *node, int32_t *opened,
                                __wasi_errno_t *error) {
    struct opening opening = {
        .base = request->fd,
        .path_flags = path_flags(request),
        .path = path_of(request),
        .readable = (request->rights & (int64_t)__WASI_RIGHTS_FD_READ) != 0,
        .writable = (request->rights & (int64_t)__WASI_RIGHTS_FD_WRITE) != 0,
        .flags = (uint16_t)request->fdflags,
    };
    return __wasi_mknod_open_special(&opening, node, opened, error);
}

/* Has the layer open it, and finds out what it is: what it was before, if the layer has something of that type. */
static int32_t open_by_layer(const struct request *request, const struct entry *before, int32_t *opened,
                             struct entry *entry) {
    int32_t result =
        __wasi_mknod_path_open(request->fd, request->flags, request->path, request->path_length, request->oflags,
                               request->rights, request->inherited, request->fdflags, (int32_t)opened);
    __wasi_fdstat_t status;
    entry->kind = UNKNOWN;
    if (result != __WASI_ERRNO_SUCCESS ||
        __wasi_fd_fdstat_get((__wasi_fd_t)*opened, &status) != __WASI_ERRNO_SUCCESS) {
        return result;
    }
    const struct entry *base = __wasi_mknod_entry(request->fd);
    wasi_mknod_string_t path = path_of(request);
    if (base == NULL || (base->kind != DIRECTORY && base->kind != UNUSABLE)) {
        return result;
    }
    if (status.fs_filetype == __WASI_FILETYPE_DIRECTORY) {
        *entry = open_directory(*opened, base, path_flags(request), &path);
    } else if (before->kind == FILE_KIND && __wasi_mknod_filetype(&before->as.file) == status.fs_filetype) {
        *entry = *before;
    } else {
        *entry = look_at(base, follows(request), &path);
    }
    return result;
}

/* Notes what the layer has opened. */
static int32_t note(const struct request *request, int32_t fd, struct entry *entry) {
    if (entry->kind == FILE_KIND) {
        entry->base = request->fd;
        entry->path = strndup((const char *)request->path, (size_t)request->path_length);
    }
    if (__wasi_mknod_note(fd, entry)) {
        return __WASI_ERRNO_SUCCESS;
    }
    if (entry->kind == FILE_KIND) {
        free(entry->path);
    }
    if (entry->kind == DIRECTORY) {
        wasi_filesystem_types_descriptor_drop_own(entry->as.directory.handle);
    }
    (void)__wasi_mknod_layer_close(fd);
    return __WASI_ERRNO_NOMEM;
}

/* Opens a file that is there as its type demands, which is asked for first. A file is asked about once: before, or
   afterwards if it is made. */
static int32_t open_by_type(const struct request *request, int32_t *opened) {
    bool streams = may_be_special(request);
    struct entry entry;
    for (int i = 0;; i++) {
        struct entry before = {.kind = UNKNOWN};
        const struct entry *base = __wasi_mknod_entry(request->fd);
        bool last = i + 1 == TRIES;
        if (streams && base != NULL && base->kind == DIRECTORY) {
            wasi_mknod_string_t path = path_of(request);
            before = look_at(base, follows(request), &path);
        }
        if (streams && before.kind == FILE_KIND && __wasi_mknod_is_special(&before.as.file)) {
            __wasi_errno_t error = __WASI_ERRNO_SUCCESS;
            enum opened how = open_special(request, &before.as.file, opened, &error);
            if (how == OPENED || how == REFUSED) {
                return error;
            }
            if (how == REPLACED && !last) {
                continue;
            }
            streams = false;
        }
        int32_t result = open_by_layer(request, &before, opened, &entry);
        if (result != __WASI_ERRNO_SUCCESS) {
            return result;
        }
        if (!streams || last || entry.kind != FILE_KIND || !__wasi_mknod_is_special(&entry.as.file)) {
            return note(request, *opened, &entry);
        }
        /* It was something else, or nothing, when it was asked for. */
        (void)__wasi_mknod_layer_close(*opened);
    }
}

int32_t __imported_wasi_snapshot_preview1_path_open(int32_t fd, int32_t flags, int32_t path, int32_t path_length,
                                                    int32_t oflags, int64_t rights, int64_t inherited,
                                                    int32_t fdflags, int32_t opened) {
    if (!__wasi_mknod_is_utf8((const unsigned char *)path, (size_t)path_length)) {
        return __WASI_ERRNO_ILSEQ;
    }
    if (__wasi_mknod_special(fd) != NULL) {
        return __WASI_ERRNO_NOTDIR;
    }
    struct request request = {fd, flags, path, path_length, oflags, rights, inherited, fdflags};
    return open_by_type(&request, (int32_t *)opened);
}

ALIAS_FOR_ZIG(path_open);
