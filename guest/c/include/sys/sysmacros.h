/* Device numbers, in the layout of Linux.

   References: makedev(3). */
#ifndef _WASI_MKNOD_SYS_SYSMACROS_H
#define _WASI_MKNOD_SYS_SYSMACROS_H

#include <__typedef_dev_t.h>

#ifdef __cplusplus
extern "C" {
#endif

dev_t __wasi_mknod_makedev(unsigned int, unsigned int) __attribute__((__const__));
unsigned int __wasi_mknod_major(dev_t) __attribute__((__const__));
unsigned int __wasi_mknod_minor(dev_t) __attribute__((__const__));

#ifdef __cplusplus
}
#endif

#define makedev(major, minor) __wasi_mknod_makedev(major, minor)
#define major(dev) __wasi_mknod_major(dev)
#define minor(dev) __wasi_mknod_minor(dev)

#endif
