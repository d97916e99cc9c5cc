/* Where the C library asks the host to open and to close: whichever function of it a program calls, these see it. */

#include <wasi/api.h>

#include "descriptors.h"
#include "import.h"

int32_t __wasi_mknod_path_open(int32_t fd, int32_t flags, int32_t path, int32_t path_length, int32_t oflags,
                               int64_t rights, int64_t inherited, int32_t fdflags, int32_t opened)
    IMPORT("path_open");
int32_t __wasi_mknod_fd_close(int32_t fd) IMPORT("fd_close");
int32_t __wasi_mknod_fd_renumber(int32_t from, int32_t to) IMPORT("fd_renumber");

/* How often a directory is opened again that was moved away meanwhile. */
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

int32_t __imported_wasi_snapshot_preview1_path_open(int32_t fd, int32_t flags, int32_t path, int32_t path_length,
                                                    int32_t oflags, int64_t rights, int64_t inherited,
                                                    int32_t fdflags, int32_t opened) {
    if (!__wasi_mknod_is_utf8((const unsigned char *)path, (size_t)path_length)) {
        return __WASI_ERRNO_ILSEQ;
    }
    const struct entry *base = __wasi_mknod_entry(fd);
    int32_t result =
        __wasi_mknod_path_open(fd, flags, path, path_length, oflags, rights, inherited, fdflags, opened);
    if (result != __WASI_ERRNO_SUCCESS || base == NULL) {
        return result;
    }
    int new = *(int32_t *)opened;
    __wasi_fdstat_t status;
    if (__wasi_fd_fdstat_get((__wasi_fd_t)new, &status) != __WASI_ERRNO_SUCCESS) {
        return result;
    }
    bool follow = (flags & __WASI_LOOKUPFLAGS_SYMLINK_FOLLOW) != 0;
    wasi_mknod_string_t name = {(uint8_t *)path, (size_t)path_length};
    wasi_filesystem_types_path_flags_t path_flags = follow ? WASI_FILESYSTEM_TYPES_PATH_FLAGS_SYMLINK_FOLLOW : 0;
    struct entry entry = status.fs_filetype == __WASI_FILETYPE_DIRECTORY
                             ? open_directory(new, base, path_flags, &name)
                             : look_at(base, follow, &name);
    if (__wasi_mknod_note(new, &entry)) {
        return result;
    }
    if (entry.kind == DIRECTORY) {
        wasi_filesystem_types_descriptor_drop_own(entry.as.directory.handle);
    }
    __wasi_mknod_fd_close(new);
    return __WASI_ERRNO_NOMEM;
}

int32_t __imported_wasi_snapshot_preview1_fd_close(int32_t fd) {
    /* The preopened directories are noted before one of them may be closed. */
    (void)__wasi_mknod_entry(fd);
    int32_t result = __wasi_mknod_fd_close(fd);
    if (result == __WASI_ERRNO_SUCCESS) {
        __wasi_mknod_forget(fd);
    }
    return result;
}

int32_t __imported_wasi_snapshot_preview1_fd_renumber(int32_t from, int32_t to) {
    (void)__wasi_mknod_entry(from);
    int32_t result = __wasi_mknod_fd_renumber(from, to);
    if (result == __WASI_ERRNO_SUCCESS && from != to) {
        __wasi_mknod_rename(from, to);
    }
    return result;
}

ALIAS_FOR_ZIG(path_open);
ALIAS_FOR_ZIG(fd_close);
ALIAS_FOR_ZIG(fd_renumber);
