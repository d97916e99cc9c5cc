/* What <sys/stat.h> of wasi-libc leaves out: nodes, the umask, modes, and a `struct stat` that tells special files.

   References: POSIX <sys/stat.h>, mknod(2), mkfifo(3), umask(2), chmod(2), stat(2). */
#ifndef _WASI_MKNOD_SYS_STAT_H
#define _WASI_MKNOD_SYS_STAT_H

#include_next <sys/stat.h>

#ifdef __cplusplus
extern "C" {
#endif

int mknod(const char *, mode_t, dev_t);
int mknodat(int, const char *, mode_t, dev_t);
int mkfifo(const char *, mode_t);
int mkfifoat(int, const char *, mode_t);
mode_t umask(mode_t);

/* Newer versions of wasi-libc have functions of these names that do nothing. */
int chmod(const char *, mode_t) __asm__("__wasi_mknod_chmod");
int lchmod(const char *, mode_t) __asm__("__wasi_mknod_lchmod");
int fchmod(int, mode_t) __asm__("__wasi_mknod_fchmod");
int fchmodat(int, const char *, mode_t, int) __asm__("__wasi_mknod_fchmodat");

/* Those of wasi-libc know no FIFO, no permissions and no device numbers. The names are of the source only, so that the
   functions can be told from those of wasi-libc, which they call. */
int stat(const char *__restrict, struct stat *__restrict) __asm__("__wasi_mknod_stat");
int lstat(const char *__restrict, struct stat *__restrict) __asm__("__wasi_mknod_lstat");
int fstat(int, struct stat *) __asm__("__wasi_mknod_fstat");
int fstatat(int, const char *__restrict, struct stat *__restrict, int) __asm__("__wasi_mknod_fstatat");

#ifdef __cplusplus
}
#endif

#endif
