/* What is known of the program's file descriptors. */
#ifndef WASI_MKNOD_DESCRIPTORS_H
#define WASI_MKNOD_DESCRIPTORS_H

#include "internal.h"

typedef wasi_filesystem_types_descriptor_flags_t rights_t;

struct listing;

enum kind {
    /* Nothing is known: it is not open. */
    UNKNOWN,
    /* One of the standard streams, whatever its number is now. */
    STANDARD,
    /* A directory, which we have open as well. */
    DIRECTORY,
    /* A directory that could not be opened a second time. */
    UNUSABLE,
    /* Something else that the layer in between keeps. */
    FILE_KIND,
    /* A FIFO or character device, which nobody but this library has open. */
    SPECIAL,
};

/* A FIFO or character device in use. */
struct special {
    wasi_filesystem_types_own_descriptor_t handle;
    /* What it was when it was opened. */
    node_stat_t node;
    /* Whether it is a stream: a FIFO, or a device without places, such as a terminal. */
    bool stream;
    bool readable;
    bool writable;
    /* Those of WASI 0.1, which the program may change. */
    uint16_t flags;
    /* The place in a device that is no stream. */
    uint64_t position;
};

struct entry {
    enum kind kind;
    union {
        struct {
            wasi_filesystem_types_own_descriptor_t handle;
            /* What may be done in it, and so in a directory beneath it. */
            rights_t rights;
            /* Where a listing of it stands; NULL if there was none. */
            struct listing *listing;
        } directory;
        /* Why it is not usable. */
        wasi_filesystem_types_error_code_t error;
        node_stat_t file;
        struct special special;
        /* The number that it had at first. */
        int standard;
    } as;
    /* Of something else that the layer keeps: the directory from which it was opened, by its number, and the path
       there; NULL if there was no memory for it. */
    int base;
    char *path;
};

/* What is known of `fd`; NULL if nothing is. */
struct entry *__wasi_mknod_entry(int fd);

/* The FIFO or character device that is open as `fd`; NULL if it is something else, or nothing. */
struct special *__wasi_mknod_special(int fd);

/* Finds, beginning with the number `fd`, a directory that is open; -1 if there is none. */
int __wasi_mknod_next_directory(int fd);

/* Says whether `fd` is open. */
bool __wasi_mknod_is_open(int fd);

/* Notes what is known of `fd`, in place of what was. The handle in `entry` belongs to the table then. Answers false if
   there is no memory. */
bool __wasi_mknod_note(int fd, const struct entry *entry);

/* Forgets `fd`. */
void __wasi_mknod_forget(int fd);

/* Asks what is at `path` beneath `base`, which is a directory. Otherwise it answers false and says why. */
bool __wasi_mknod_look(const struct entry *base, bool follow, wasi_mknod_string_t *path, node_stat_t *node,
                       wasi_filesystem_types_error_code_t *error);

/* Notes that `from` is called `to` now. */
void __wasi_mknod_rename(int from, int to);

#endif
