/* The opening of FIFOs and character devices.

   `open-at` of WASI 0.2 never waits for the other end of a FIFO, and has no O_NONBLOCK. What Linux does in open(2) is
   done here, with the interface `fifo`. */

#include "special.h"

#include <stddef.h>

#include "import.h"
#include "layer.h"

/* How events are to be asked for that mean that a call will not wait any more. */
#define CONNECTED WASI_MKNOD_FILESYSTEM_FIFO_EVENTS_CONNECTED

bool __wasi_mknod_is_special(const node_stat_t *node) {
    return node->file_type.tag == WASI_MKNOD_FILESYSTEM_TYPES_FILE_TYPE_FIFO ||
           node->file_type.tag == WASI_MKNOD_FILESYSTEM_TYPES_FILE_TYPE_CHARACTER_DEVICE;
}

directory_t __wasi_mknod_handle(const struct special *special) {
    return wasi_filesystem_types_borrow_descriptor(special->handle);
}

bool __wasi_mknod_is_nonblocking(const struct special *special) {
    return (special->flags & __WASI_FDFLAGS_NONBLOCK) != 0;
}

__wasi_errno_t __wasi_mknod_wait_for(const struct special *special, events_t events) {
    wasi_io_poll_own_pollable_t pollable;
    wasi_filesystem_types_error_code_t error;
    if (!wasi_mknod_filesystem_fifo_subscribe(__wasi_mknod_handle(special), events, &pollable, &error)) {
        return __wasi_mknod_errno(error);
    }
    wasi_io_poll_method_pollable_block(wasi_io_poll_borrow_pollable(pollable));
    wasi_io_poll_pollable_drop_own(pollable);
    return __WASI_ERRNO_SUCCESS;
}

/* Says whether `handle` is of what `node` tells, or of something that has got its name meanwhile. */
static bool is_of(directory_t handle, const node_stat_t *node) {
    wasi_filesystem_types_descriptor_type_t wanted =
        node->file_type.tag == WASI_MKNOD_FILESYSTEM_TYPES_FILE_TYPE_FIFO
            ? WASI_FILESYSTEM_TYPES_DESCRIPTOR_TYPE_FIFO
            : WASI_FILESYSTEM_TYPES_DESCRIPTOR_TYPE_CHARACTER_DEVICE;
    wasi_filesystem_types_descriptor_type_t type;
    wasi_filesystem_types_error_code_t error;
    return wasi_filesystem_types_method_descriptor_get_type(handle, &type, &error) && type == wanted;
}

/* Opens it by our own handle. The flags to create and to truncate have no meaning for what is there and no file. */
static enum opened open_handle(const struct opening *opening, const node_stat_t *node, struct special *special,
                               events_t *events, __wasi_errno_t *error) {
    const struct entry *base = __wasi_mknod_entry(opening->base);
    wasi_filesystem_types_descriptor_flags_t access =
        (opening->readable ? WASI_FILESYSTEM_TYPES_DESCRIPTOR_FLAGS_READ : 0) |
        (opening->writable ? WASI_FILESYSTEM_TYPES_DESCRIPTOR_FLAGS_WRITE : 0);
    wasi_mknod_string_t path = opening->path;
    wasi_filesystem_types_error_code_t code;
    if (!wasi_filesystem_types_method_descriptor_open_at(
            wasi_filesystem_types_borrow_descriptor(base->as.directory.handle), opening->path_flags, &path, 0, access,
            &special->handle, &code)) {
        *error = __wasi_mknod_errno(code);
        return code == WASI_FILESYSTEM_TYPES_ERROR_CODE_NO_ENTRY ? REPLACED : REFUSED;
    }
    if (!is_of(__wasi_mknod_handle(special), node)) {
        wasi_filesystem_types_descriptor_drop_own(special->handle);
        return REPLACED;
    }
    special->stream = wasi_mknod_filesystem_fifo_poll(__wasi_mknod_handle(special), events, &code);
    if (!special->stream && node->file_type.tag == WASI_MKNOD_FILESYSTEM_TYPES_FILE_TYPE_FIFO) {
        wasi_filesystem_types_descriptor_drop_own(special->handle);
        return NO_STREAM;
    }
    return OPENED;
}

/* Waits for the other end, unless the program will not have that. */
static __wasi_errno_t connect(const struct special *special, events_t events) {
    if (!special->stream || (events & CONNECTED) != 0) {
        return __WASI_ERRNO_SUCCESS;
    }
    if (__wasi_mknod_is_nonblocking(special)) {
        return special->writable ? __WASI_ERRNO_NXIO : __WASI_ERRNO_SUCCESS;
    }
    return __wasi_mknod_wait_for(special, CONNECTED);
}

/* Has the layer open a directory, so that the number of it is ours. One that may be searched and not be read cannot be
   opened: any other will do. */
static __wasi_errno_t take_number(int base, int32_t *fd) {
    int32_t result = __wasi_mknod_open_here(base, fd);
    for (int other = __wasi_mknod_next_directory(0); other >= 0 && result == __WASI_ERRNO_ACCES;
         other = __wasi_mknod_next_directory(other + 1)) {
        result = __wasi_mknod_open_here(other, fd);
    }
    return result == __WASI_ERRNO_NOMEM ? __WASI_ERRNO_MFILE : (__wasi_errno_t)result;
}

/* Gives it a number, once the other end is there. */
static __wasi_errno_t give_number(int base, const struct entry *entry, events_t events, int32_t *fd) {
    __wasi_errno_t error = take_number(base, fd);
    if (error != __WASI_ERRNO_SUCCESS) {
        return error;
    }
    error = connect(&entry->as.special, events);
    if (error == __WASI_ERRNO_SUCCESS && !__wasi_mknod_note(*fd, entry)) {
        error = __WASI_ERRNO_NOMEM;
    }
    if (error != __WASI_ERRNO_SUCCESS) {
        (void)__wasi_mknod_layer_close(*fd);
    }
    return error;
}

enum opened __wasi_mknod_open_special(const struct opening *opening, const node_stat_t *node, int32_t *fd,
                                      __wasi_errno_t *error) {
    struct entry entry = {.kind = SPECIAL};
    struct special *special = &entry.as.special;
    special->node = *node;
    special->readable = opening->readable;
    special->writable = opening->writable;
    special->flags = opening->flags;
    events_t events = 0;
    enum opened opened = open_handle(opening, node, special, &events, error);
    if (opened != OPENED) {
        return opened;
    }
    *error = give_number(opening->base, &entry, events, fd);
    if (*error != __WASI_ERRNO_SUCCESS) {
        wasi_filesystem_types_descriptor_drop_own(special->handle);
        return REFUSED;
    }
    return OPENED;
}
