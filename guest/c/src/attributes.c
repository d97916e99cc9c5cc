/* chmod, chown and their kin. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "descriptors.h"

/* The bits of a mode that are not a type. As on Linux, the others do not count. */
#define MODE 07777

typedef wasi_filesystem_types_borrow_descriptor_t handle_t;
typedef wasi_filesystem_types_own_descriptor_t own_handle_t;

/* The host's handle of an open file, and what is to be dropped afterwards. */
struct handle {
    handle_t borrowed;
    own_handle_t own;
    bool owned;
};

static bool fail(int error) {
    errno = error;
    return false;
}

/* Says whether what the host has open is what the layer has open as `fd`. */
static bool is_same(handle_t handle, int fd) {
    wasi_filesystem_types_metadata_hash_value_t hash;
    wasi_filesystem_types_error_code_t error;
    struct stat status;
    return wasi_filesystem_types_method_descriptor_metadata_hash(handle, &hash, &error) && fstat(fd, &status) == 0 &&
           status.st_ino == hash.lower;
}

/* Opens the file that is open as `fd` once more, by the path by which it was opened. The layer keeps the host's handle
   of it to itself. Something else may be there by now. */
static bool open_again(int fd, const struct entry *entry, struct handle *handle) {
    const struct entry *base = __wasi_mknod_entry(entry->base);
    if (base == NULL || base->kind != DIRECTORY || entry->path == NULL) {
        return fail(EOPNOTSUPP);
    }
    wasi_mknod_string_t path = {(uint8_t *)entry->path, strlen(entry->path)};
    handle_t directory = wasi_filesystem_types_borrow_descriptor(base->as.directory.handle);
    static const wasi_filesystem_types_descriptor_flags_t ways[] = {
        WASI_FILESYSTEM_TYPES_DESCRIPTOR_FLAGS_READ,
        WASI_FILESYSTEM_TYPES_DESCRIPTOR_FLAGS_WRITE,
    };
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        wasi_filesystem_types_error_code_t error;
        if (!wasi_filesystem_types_method_descriptor_open_at(directory,
                                                             WASI_FILESYSTEM_TYPES_PATH_FLAGS_SYMLINK_FOLLOW, &path, 0,
                                                             ways[i], &handle->own, &error)) {
            continue;
        }
        handle->borrowed = wasi_filesystem_types_borrow_descriptor(handle->own);
        handle->owned = true;
        if (is_same(handle->borrowed, fd)) {
            return true;
        }
        wasi_filesystem_types_descriptor_drop_own(handle->own);
        break;
    }
    return fail(EOPNOTSUPP);
}

static bool handle_of(int fd, struct handle *handle) {
    handle->owned = false;
    const struct entry *entry = __wasi_mknod_entry(fd);
    switch (entry == NULL ? UNKNOWN : entry->kind) {
    case DIRECTORY:
        handle->borrowed = wasi_filesystem_types_borrow_descriptor(entry->as.directory.handle);
        return true;
    case SPECIAL:
        handle->borrowed = wasi_filesystem_types_borrow_descriptor(entry->as.special.handle);
        return true;
    case FILE_KIND:
        return open_again(fd, entry, handle);
    case UNUSABLE:
        __wasi_mknod_fail(entry->as.error);
        return false;
    default:
        return fail(__wasi_mknod_is_open(fd) ? EOPNOTSUPP : EBADF);
    }
}

/* Asks once more for what `fstat` tells of a file, which has changed. */
static void look_again(int fd) {
    struct entry *entry = __wasi_mknod_entry(fd);
    if (entry == NULL || entry->kind != FILE_KIND) {
        return;
    }
    const struct entry *base = __wasi_mknod_entry(entry->base);
    wasi_mknod_string_t path = {(uint8_t *)entry->path, strlen(entry->path)};
    node_stat_t node;
    wasi_filesystem_types_error_code_t error;
    if (__wasi_mknod_look(base, true, &path, &node, &error)) {
        entry->as.file = node;
    }
}

/* Ends the use of the handle, and answers for the call. */
static int end(const struct handle *handle, bool done, wasi_filesystem_types_error_code_t error) {
    if (handle->owned) {
        wasi_filesystem_types_descriptor_drop_own(handle->own);
    }
    return done ? 0 : __wasi_mknod_fail(error);
}

/* The flags of WASI for those of C; false if there are others. */
static bool flags_of(int flags, wasi_filesystem_types_path_flags_t *found) {
    *found = flags & AT_SYMLINK_NOFOLLOW ? 0 : WASI_FILESYSTEM_TYPES_PATH_FLAGS_SYMLINK_FOLLOW;
    return (flags & ~AT_SYMLINK_NOFOLLOW) == 0 || fail(EINVAL);
}

int fchmodat(int fd, const char *path, mode_t mode, int flags) {
    wasi_filesystem_types_path_flags_t path_flags;
    struct place place;
    if (!flags_of(flags, &path_flags) || !__wasi_mknod_locate(fd, path, &place)) {
        return -1;
    }
    wasi_filesystem_types_error_code_t error;
    if (!wasi_mknod_filesystem_attributes_set_mode_at(place.directory, path_flags, &place.path, mode & MODE, &error)) {
        return __wasi_mknod_fail(error);
    }
    return 0;
}

int chmod(const char *path, mode_t mode) {
    return fchmodat(AT_FDCWD, path, mode, 0);
}

int lchmod(const char *path, mode_t mode) {
    return fchmodat(AT_FDCWD, path, mode, AT_SYMLINK_NOFOLLOW);
}

int fchmod(int fd, mode_t mode) {
    struct handle handle;
    if (!handle_of(fd, &handle)) {
        return -1;
    }
    wasi_filesystem_types_error_code_t error;
    bool done = wasi_mknod_filesystem_attributes_set_mode(handle.borrowed, mode & MODE, &error);
    if (done) {
        look_again(fd);
    }
    return end(&handle, done, error);
}

/* -1 is C's way to leave a number as it is. */
static wasi_mknod_filesystem_types_new_owner_t owner(uid_t user, gid_t group) {
    return (wasi_mknod_filesystem_types_new_owner_t){
        .user = {.is_some = user != (uid_t)-1, .val = user},
        .group = {.is_some = group != (gid_t)-1, .val = group},
    };
}

int fchownat(int fd, const char *path, uid_t user, gid_t group, int flags) {
    wasi_filesystem_types_path_flags_t path_flags;
    struct place place;
    if (!flags_of(flags, &path_flags) || !__wasi_mknod_locate(fd, path, &place)) {
        return -1;
    }
    wasi_mknod_filesystem_types_new_owner_t new_owner = owner(user, group);
    wasi_filesystem_types_error_code_t error;
    if (!wasi_mknod_filesystem_attributes_set_owner_at(place.directory, path_flags, &place.path, &new_owner, &error)) {
        return __wasi_mknod_fail(error);
    }
    return 0;
}

int chown(const char *path, uid_t user, gid_t group) {
    return fchownat(AT_FDCWD, path, user, group, 0);
}

int lchown(const char *path, uid_t user, gid_t group) {
    return fchownat(AT_FDCWD, path, user, group, AT_SYMLINK_NOFOLLOW);
}

int fchown(int fd, uid_t user, gid_t group) {
    struct handle handle;
    if (!handle_of(fd, &handle)) {
        return -1;
    }
    wasi_mknod_filesystem_types_new_owner_t new_owner = owner(user, group);
    wasi_filesystem_types_error_code_t error;
    bool done = wasi_mknod_filesystem_attributes_set_owner(handle.borrowed, &new_owner, &error);
    if (done) {
        look_again(fd);
    }
    return end(&handle, done, error);
}
