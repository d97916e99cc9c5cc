/* The type bits of a mode. An older wasi-libc has one number for FIFOs and sockets; here they are told apart, by the
   numbers of Linux, which a newer one has too. */
#ifndef _WASI_MKNOD_MODE_T_H
#define _WASI_MKNOD_MODE_T_H

#include_next <__mode_t.h>

#if S_IFIFO == S_IFSOCK
#undef S_IFIFO
#define S_IFIFO 0x1000
#endif

#endif
