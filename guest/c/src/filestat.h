/* The node that the C library has asked for last. */
#ifndef WASI_MKNOD_FILESTAT_H
#define WASI_MKNOD_FILESTAT_H

#include <wasi/api.h>

#include "internal.h"

/* Forgets it. */
void __wasi_mknod_forget_node(void);

/* What the C library was told since; NULL if it has asked for nothing, or the host said no. */
const node_stat_t *__wasi_mknod_last_node(void);

/* The type that WASI 0.1 has for it. */
__wasi_filetype_t __wasi_mknod_filetype(const node_stat_t *node);

#endif
