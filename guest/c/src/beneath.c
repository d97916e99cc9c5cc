/* Where the C library names something beneath an open file. Nothing is beneath a FIFO or a character device: without
   these functions, the layer would look beneath the directory that it has open under the same number. */

#include <wasi/api.h>

#include "descriptors.h"
#include "import.h"

int32_t __wasi_mknod_path_create_directory(int32_t fd, int32_t path, int32_t length) IMPORT("path_create_directory");
int32_t __wasi_mknod_path_filestat_set_times(int32_t fd, int32_t flags, int32_t path, int32_t length,
                                             int64_t accessed, int64_t modified, int32_t how)
    IMPORT("path_filestat_set_times");
int32_t __wasi_mknod_path_link(int32_t from, int32_t flags, int32_t path, int32_t length, int32_t to, int32_t new_path,
                               int32_t new_length) IMPORT("path_link");
int32_t __wasi_mknod_path_readlink(int32_t fd, int32_t path, int32_t length, int32_t buffer, int32_t size,
                                   int32_t answer) IMPORT("path_readlink");
int32_t __wasi_mknod_path_remove_directory(int32_t fd, int32_t path, int32_t length) IMPORT("path_remove_directory");
int32_t __wasi_mknod_path_rename(int32_t from, int32_t path, int32_t length, int32_t to, int32_t new_path,
                                 int32_t new_length) IMPORT("path_rename");
int32_t __wasi_mknod_path_symlink(int32_t target, int32_t target_length, int32_t fd, int32_t path, int32_t length)
    IMPORT("path_symlink");
int32_t __wasi_mknod_path_unlink_file(int32_t fd, int32_t path, int32_t length) IMPORT("path_unlink_file");

static bool is_leaf(int32_t fd) {
    return __wasi_mknod_special(fd) != NULL;
}

int32_t __imported_wasi_snapshot_preview1_path_create_directory(int32_t fd, int32_t path, int32_t length) {
    return is_leaf(fd) ? __WASI_ERRNO_NOTDIR : __wasi_mknod_path_create_directory(fd, path, length);
}

int32_t __imported_wasi_snapshot_preview1_path_filestat_set_times(int32_t fd, int32_t flags, int32_t path,
                                                                  int32_t length, int64_t accessed,
                                                                  int64_t modified, int32_t how) {
    return is_leaf(fd) ? __WASI_ERRNO_NOTDIR
                       : __wasi_mknod_path_filestat_set_times(fd, flags, path, length, accessed, modified, how);
}

int32_t __imported_wasi_snapshot_preview1_path_link(int32_t from, int32_t flags, int32_t path, int32_t length,
                                                    int32_t to, int32_t new_path, int32_t new_length) {
    return is_leaf(from) || is_leaf(to)
               ? __WASI_ERRNO_NOTDIR
               : __wasi_mknod_path_link(from, flags, path, length, to, new_path, new_length);
}

int32_t __imported_wasi_snapshot_preview1_path_readlink(int32_t fd, int32_t path, int32_t length, int32_t buffer,
                                                        int32_t size, int32_t answer) {
    return is_leaf(fd) ? __WASI_ERRNO_NOTDIR
                       : __wasi_mknod_path_readlink(fd, path, length, buffer, size, answer);
}

int32_t __imported_wasi_snapshot_preview1_path_remove_directory(int32_t fd, int32_t path, int32_t length) {
    return is_leaf(fd) ? __WASI_ERRNO_NOTDIR : __wasi_mknod_path_remove_directory(fd, path, length);
}

int32_t __imported_wasi_snapshot_preview1_path_rename(int32_t from, int32_t path, int32_t length, int32_t to,
                                                      int32_t new_path, int32_t new_length) {
    return is_leaf(from) || is_leaf(to) ? __WASI_ERRNO_NOTDIR
                                        : __wasi_mknod_path_rename(from, path, length, to, new_path, new_length);
}

int32_t __imported_wasi_snapshot_preview1_path_symlink(int32_t target, int32_t target_length, int32_t fd, int32_t path,
                                                       int32_t length) {
    return is_leaf(fd) ? __WASI_ERRNO_NOTDIR
                       : __wasi_mknod_path_symlink(target, target_length, fd, path, length);
}

int32_t __imported_wasi_snapshot_preview1_path_unlink_file(int32_t fd, int32_t path, int32_t length) {
    return is_leaf(fd) ? __WASI_ERRNO_NOTDIR : __wasi_mknod_path_unlink_file(fd, path, length);
}

ALIAS_FOR_ZIG(path_create_directory);
ALIAS_FOR_ZIG(path_filestat_set_times);
ALIAS_FOR_ZIG(path_link);
ALIAS_FOR_ZIG(path_readlink);
ALIAS_FOR_ZIG(path_remove_directory);
ALIAS_FOR_ZIG(path_rename);
ALIAS_FOR_ZIG(path_symlink);
ALIAS_FOR_ZIG(path_unlink_file);
