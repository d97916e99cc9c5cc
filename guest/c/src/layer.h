/* The layer between WASI 0.1 and 0.2, past the functions of this library. */
#ifndef WASI_MKNOD_LAYER_H
#define WASI_MKNOD_LAYER_H

#include <stdint.h>

/* Has the layer open the directory `base` once more, as `*fd`. */
int32_t __wasi_mknod_open_here(int base, int32_t *fd);

/* Has the layer close what it has as `fd`. */
int32_t __wasi_mknod_layer_close(int32_t fd);

#endif
