/* The layer between WASI 0.1 and 0.2, past the functions of this library. */
#ifndef WASI_MKNOD_LAYER_H
#define WASI_MKNOD_LAYER_H

#include <stdint.h>
#include <wasi/api.h>

/* Has the layer open the directory `base` once more, as `*fd`. */
int32_t __wasi_mknod_open_here(int base, int32_t *fd);

/* Has the layer close what it has as `fd`. */
int32_t __wasi_mknod_layer_close(int32_t fd);

/* Has the layer wait for what it knows. */
int32_t __wasi_mknod_layer_poll(const __wasi_subscription_t *subscriptions, __wasi_event_t *events,
                                __wasi_size_t count, __wasi_size_t *found);

#endif
