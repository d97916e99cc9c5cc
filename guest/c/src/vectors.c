/* The pieces of memory of readv and writev. */

#include "vectors.h"

#include <string.h>

/* The limits of Linux: the number of pieces, and the sum of their lengths. */
#define PIECES 1024
#define LONGEST INT32_MAX

bool __wasi_mknod_total(const struct vectors *vectors, size_t *total) {
    *total = 0;
    if (vectors->left > PIECES) {
        return false;
    }
    for (size_t i = 0; i < vectors->left; i++) {
        size_t length = vectors->next[i].iov_len;
        if (length > LONGEST - *total) {
            return false;
        }
        *total += length;
    }
    return true;
}

const uint8_t *__wasi_mknod_piece(struct vectors *vectors, size_t *length) {
    while (vectors->left > 0 && vectors->used == vectors->next->iov_len) {
        vectors->next++;
        vectors->left--;
        vectors->used = 0;
    }
    *length = vectors->left > 0 ? vectors->next->iov_len - vectors->used : 0;
    return vectors->left > 0 ? (const uint8_t *)vectors->next->iov_base + vectors->used : NULL;
}

static size_t least(size_t one, size_t other) {
    return one < other ? one : other;
}

void __wasi_mknod_skip(struct vectors *vectors, size_t length) {
    size_t there;
    while (length > 0 && __wasi_mknod_piece(vectors, &there) != NULL) {
        size_t part = least(length, there);
        vectors->used += part;
        length -= part;
    }
}

size_t __wasi_mknod_scatter(struct vectors *vectors, const uint8_t *bytes, size_t length) {
    size_t done = 0, there;
    uint8_t *piece;
    while (done < length && (piece = (uint8_t *)__wasi_mknod_piece(vectors, &there)) != NULL) {
        size_t part = least(length - done, there);
        memcpy(piece, bytes + done, part);
        vectors->used += part;
        done += part;
    }
    return done;
}

size_t __wasi_mknod_gather(const struct vectors *vectors, uint8_t *bytes, size_t length) {
    struct vectors rest = *vectors;
    size_t done = 0, there;
    const uint8_t *piece;
    while (done < length && (piece = __wasi_mknod_piece(&rest, &there)) != NULL) {
        size_t part = least(length - done, there);
        memcpy(bytes + done, piece, part);
        rest.used += part;
        done += part;
    }
    return done;
}
