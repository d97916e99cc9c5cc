/* mknod and what is made of it. */

#include <errno.h>
#include <fcntl.h>
#include <sys/sysmacros.h>

#include "internal.h"

/* The bits of a mode that WASI has flags for: flag n is bit n. */
#define MODE 07777

static bool device(dev_t dev, uint8_t tag, wasi_mknod_filesystem_types_node_type_t *type) {
    wasi_mknod_filesystem_types_device_t number = {major(dev), minor(dev)};
    type->tag = tag;
    if (tag == WASI_MKNOD_FILESYSTEM_TYPES_NODE_TYPE_CHARACTER_DEVICE) {
        type->val.character_device = number;
    } else {
        type->val.block_device = number;
    }
    return true;
}

/* Finds the type in `mode`; false if there is none that can be made. */
static bool node_type(mode_t mode, dev_t dev, wasi_mknod_filesystem_types_node_type_t *type) {
    if (mode & ~(mode_t)(S_IFMT | MODE)) {
        return false;
    }
    switch (mode & S_IFMT) {
    case 0:
    case S_IFREG:
        type->tag = WASI_MKNOD_FILESYSTEM_TYPES_NODE_TYPE_REGULAR_FILE;
        return true;
    case S_IFDIR:
        type->tag = WASI_MKNOD_FILESYSTEM_TYPES_NODE_TYPE_DIRECTORY;
        return true;
    case S_IFIFO:
        type->tag = WASI_MKNOD_FILESYSTEM_TYPES_NODE_TYPE_FIFO;
        return true;
    case S_IFSOCK:
        type->tag = WASI_MKNOD_FILESYSTEM_TYPES_NODE_TYPE_SOCKET;
        return true;
    case S_IFCHR:
        return device(dev, WASI_MKNOD_FILESYSTEM_TYPES_NODE_TYPE_CHARACTER_DEVICE, type);
    case S_IFBLK:
        return device(dev, WASI_MKNOD_FILESYSTEM_TYPES_NODE_TYPE_BLOCK_DEVICE, type);
    default:
        return false;
    }
}

int mknodat(int fd, const char *path, mode_t mode, dev_t dev) {
    wasi_mknod_filesystem_types_node_type_t type;
    /* As on Linux, the type is looked at before the path. */
    if (!node_type(mode, dev, &type)) {
        errno = EINVAL;
        return -1;
    }
    struct place place;
    if (!__wasi_mknod_locate(fd, path, &place)) {
        return -1;
    }
    wasi_filesystem_types_error_code_t error;
    if (!wasi_mknod_filesystem_mknod_mknod(place.directory, &place.path, &type, mode & MODE, &error)) {
        return __wasi_mknod_fail(error);
    }
    return 0;
}

int mknod(const char *path, mode_t mode, dev_t dev) {
    return mknodat(AT_FDCWD, path, mode, dev);
}

int mkfifoat(int fd, const char *path, mode_t mode) {
    return mknodat(fd, path, mode | S_IFIFO, 0);
}

int mkfifo(const char *path, mode_t mode) {
    return mkfifoat(AT_FDCWD, path, mode);
}

mode_t umask(mode_t mask) {
    return wasi_mknod_filesystem_mknod_umask(mask & 0777);
}
