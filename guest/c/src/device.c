/* Device numbers, in the layout that glibc and musl use on Linux. Every pair of numbers fits; which of them a kernel can
   store is for the host to say. */

#include <sys/sysmacros.h>

dev_t __wasi_mknod_makedev(unsigned int major, unsigned int minor) {
    dev_t high = (dev_t)(major & 0xfffff000u) << 32 | (dev_t)(minor & 0xffffff00u) << 12;
    return high | (dev_t)(major & 0xfffu) << 8 | (dev_t)(minor & 0xffu);
}

unsigned int __wasi_mknod_major(dev_t dev) {
    return (unsigned int)(dev >> 32 & 0xfffff000u) | (unsigned int)(dev >> 8 & 0xfffu);
}

unsigned int __wasi_mknod_minor(dev_t dev) {
    return (unsigned int)(dev >> 12 & 0xffffff00u) | (unsigned int)(dev & 0xffu);
}
