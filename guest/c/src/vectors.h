/* The pieces of memory of readv and writev. */
#ifndef WASI_MKNOD_VECTORS_H
#define WASI_MKNOD_VECTORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

/* Pieces of memory, and how far they have been used. */
struct vectors {
    const struct iovec *next;
    size_t left;
    /* How much of the next one has been used. */
    size_t used;
};

/* Adds up the lengths; false if Linux would not take so many pieces, or such long ones. */
bool __wasi_mknod_total(const struct vectors *vectors, size_t *total);

/* Copies so many bytes into the pieces, and answers for how many there was room. */
size_t __wasi_mknod_scatter(struct vectors *vectors, const uint8_t *bytes, size_t length);

/* Copies so many bytes out of the pieces, and answers how many there were. The pieces count as unused still. */
size_t __wasi_mknod_gather(const struct vectors *vectors, uint8_t *bytes, size_t length);

/* Counts so many bytes as used. */
void __wasi_mknod_skip(struct vectors *vectors, size_t length);

/* Where the next unused bytes are, and how many of them are in one piece; none if all are used. */
const uint8_t *__wasi_mknod_piece(struct vectors *vectors, size_t *length);

#endif
