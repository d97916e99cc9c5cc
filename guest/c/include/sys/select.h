/* select of wasi-libc has no third set, and does not find a file at its end.

   References: POSIX <sys/select.h>, select(2). */
#ifndef _WASI_MKNOD_SYS_SELECT_H
#define _WASI_MKNOD_SYS_SELECT_H

#include_next <sys/select.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The names are of the source only, because some linkers look into the C library first. */
int select(int, fd_set *__restrict, fd_set *__restrict, fd_set *__restrict, struct timeval *__restrict)
    __asm__("__wasi_mknod_select");
int pselect(int, fd_set *__restrict, fd_set *__restrict, fd_set *__restrict, const struct timespec *__restrict,
            const sigset_t *__restrict) __asm__("__wasi_mknod_pselect");

#ifdef __cplusplus
}
#endif

#endif
