/* The readiness of the standard streams. */
#ifndef WASI_MKNOD_STANDARD_H
#define WASI_MKNOD_STANDARD_H

#include "watch.h"

/* The direction in which the standard stream `number` carries bytes: POLLIN or POLLOUT. */
short __wasi_mknod_direction(int number);

/* Says whether the standard stream `number` is ready, which is open as `fd`. */
bool __wasi_mknod_standard_is_ready(int fd, int number);

/* Waits until one of the standard streams that are watched may be ready, or until the deadline. */
void __wasi_mknod_standard_wait(const struct watch *watches, size_t count, struct deadline deadline);

/* Says whether a standard stream is watched for what it can do. */
bool __wasi_mknod_is_watched_standard(const struct watch *watch);

#endif
