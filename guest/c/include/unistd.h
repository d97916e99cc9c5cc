/* What <unistd.h> of wasi-libc leaves out: owners.

   References: POSIX <unistd.h>, chown(2). */
#ifndef _WASI_MKNOD_UNISTD_H
#define _WASI_MKNOD_UNISTD_H

#include_next <unistd.h>

#ifdef __cplusplus
extern "C" {
#endif

int chown(const char *, uid_t, gid_t);
int lchown(const char *, uid_t, gid_t);
int fchown(int, uid_t, gid_t);
int fchownat(int, const char *, uid_t, gid_t, int);

#ifdef __cplusplus
}
#endif

#endif
