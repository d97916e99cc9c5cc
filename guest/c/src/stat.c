/* stat and its kin: what the C library answers, and what it leaves out. */

#include <errno.h>
#include <sys/sysmacros.h>

#include "descriptors.h"
#include "filestat.h"

/* Here it is the functions of the C library that are called by their own names. */
extern int libc_stat(const char *restrict, struct stat *restrict) __asm__("stat");
extern int libc_lstat(const char *restrict, struct stat *restrict) __asm__("lstat");
extern int libc_fstat(int, struct stat *) __asm__("fstat");
extern int libc_fstatat(int, const char *restrict, struct stat *restrict, int) __asm__("fstatat");

/* The type bits of a node; 0 if the host has no name for what it is. */
static mode_t type_of(const wasi_mknod_filesystem_types_file_type_t *type) {
    switch (type->tag) {
    case WASI_MKNOD_FILESYSTEM_TYPES_FILE_TYPE_REGULAR_FILE:
        return S_IFREG;
    case WASI_MKNOD_FILESYSTEM_TYPES_FILE_TYPE_DIRECTORY:
        return S_IFDIR;
    case WASI_MKNOD_FILESYSTEM_TYPES_FILE_TYPE_SYMBOLIC_LINK:
        return S_IFLNK;
    case WASI_MKNOD_FILESYSTEM_TYPES_FILE_TYPE_FIFO:
        return S_IFIFO;
    case WASI_MKNOD_FILESYSTEM_TYPES_FILE_TYPE_SOCKET:
        return S_IFSOCK;
    case WASI_MKNOD_FILESYSTEM_TYPES_FILE_TYPE_CHARACTER_DEVICE:
        return S_IFCHR;
    case WASI_MKNOD_FILESYSTEM_TYPES_FILE_TYPE_BLOCK_DEVICE:
        return S_IFBLK;
    default:
        return 0;
    }
}

static struct timespec timespec(const wasi_mknod_filesystem_types_timestamp_t *time) {
    return (struct timespec){.tv_sec = time->seconds, .tv_nsec = time->nanoseconds};
}

static void fill(struct stat *status, const node_stat_t *node) {
    const wasi_mknod_filesystem_types_file_type_t *type = &node->file_type;
    status->st_mode = type_of(type) | node->mode;
    if (type->tag == WASI_MKNOD_FILESYSTEM_TYPES_FILE_TYPE_CHARACTER_DEVICE) {
        status->st_rdev = makedev(type->val.character_device.major, type->val.character_device.minor);
    } else if (type->tag == WASI_MKNOD_FILESYSTEM_TYPES_FILE_TYPE_BLOCK_DEVICE) {
        status->st_rdev = makedev(type->val.block_device.major, type->val.block_device.minor);
    }
    status->st_atim = timespec(&node->data_access_timestamp);
    status->st_mtim = timespec(&node->data_modification_timestamp);
    status->st_ctim = timespec(&node->status_change_timestamp);
    if (node->owner.is_some) {
        status->st_uid = node->owner.val.user;
        status->st_gid = node->owner.val.group;
    }
}

/* Adds to what the C library has answered what it was told and has no use for. */
static int complete(int answer, struct stat *status) {
    const node_stat_t *node = __wasi_mknod_last_node();
    if (answer == 0 && node != NULL) {
        fill(status, node);
    }
    return answer;
}

static bool is_path(const char *path) {
    if (path == NULL) {
        errno = EFAULT;
    }
    __wasi_mknod_forget_node();
    return path != NULL;
}

int fstatat(int fd, const char *restrict path, struct stat *restrict status, int flags) {
    return is_path(path) ? complete(libc_fstatat(fd, path, status, flags), status) : -1;
}

int stat(const char *restrict path, struct stat *restrict status) {
    return is_path(path) ? complete(libc_stat(path, status), status) : -1;
}

int lstat(const char *restrict path, struct stat *restrict status) {
    return is_path(path) ? complete(libc_lstat(path, status), status) : -1;
}

/* A host tells no more of an open file than WASI does, but of a path. So it is what was known of the file when it was
   opened, but for a directory, in which there is a path that leads to itself. */
int fstat(int fd, struct stat *status) {
    if (libc_fstat(fd, status) != 0) {
        return -1;
    }
    const struct entry *entry = __wasi_mknod_entry(fd);
    if (entry != NULL && entry->kind == FILE_KIND) {
        fill(status, &entry->as.file);
    } else if (entry != NULL && entry->kind == SPECIAL) {
        fill(status, &entry->as.special.node);
    }
    wasi_mknod_string_t here = {(uint8_t *)".", 1};
    node_stat_t node;
    wasi_filesystem_types_error_code_t error;
    if (entry != NULL && entry->kind == DIRECTORY && __wasi_mknod_look(entry, true, &here, &node, &error)) {
        fill(status, &node);
    }
    return 0;
}
