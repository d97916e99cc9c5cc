/* The readiness of the standard streams. */
#ifndef WASI_MKNOD_STANDARD_H
#define WASI_MKNOD_STANDARD_H

#include "internal.h"

/* The events of poll that hold for the standard stream `number`: 0 to 2. */
short __wasi_mknod_standard_events(int number);

/* Finds what becomes ready with one of the events `asked`; false if there is none. */
bool __wasi_mknod_standard_subscribe(int number, short asked, wasi_io_poll_own_pollable_t *pollable);

#endif
