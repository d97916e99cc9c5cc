/* poll of wasi-libc asks for one direction at a time, and has no POLLERR.

   References: POSIX <poll.h>, poll(2). */
#ifndef _WASI_MKNOD_POLL_H
#define _WASI_MKNOD_POLL_H

#include_next <poll.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The name is of the source only, because some linkers look into the C library first. */
int poll(struct pollfd *, nfds_t, int) __asm__("__wasi_mknod_poll");

#ifdef __cplusplus
}
#endif

#endif
