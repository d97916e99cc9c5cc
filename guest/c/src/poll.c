/* poll. That of wasi-libc asks for one direction at a time, and does not tell POLLERR from POLLHUP.

   References: poll(2). */

#define _GNU_SOURCE

#include <poll.h>

#include <errno.h>
#include <stdlib.h>

#include "watch.h"

static int poll_until(struct pollfd *files, nfds_t count, struct deadline deadline) {
    struct watch *watches = calloc(count > 0 ? count : 1, sizeof *watches);
    if (watches == NULL) {
        errno = ENOMEM;
        return -1;
    }
    for (nfds_t i = 0; i < count; i++) {
        watches[i].fd = files[i].fd;
        watches[i].asked = (files[i].events & (POLLIN | POLLOUT)) | POLLHUP | POLLERR;
    }
    int found = __wasi_mknod_watch(watches, count, deadline);
    for (nfds_t i = 0; i < count && found >= 0; i++) {
        files[i].revents = watches[i].found;
    }
    free(watches);
    return found;
}

int poll(struct pollfd *files, nfds_t count, int timeout) {
    struct deadline deadline = {false, 0};
    if (timeout >= 0) {
        deadline = __wasi_mknod_deadline((uint64_t)timeout * 1000000);
    }
    return poll_until(files, count, deadline);
}

/* There are no signals. */
int ppoll(struct pollfd *files, nfds_t count, const struct timespec *timeout, const sigset_t *mask) {
    (void)mask;
    struct deadline deadline = {false, 0};
    if (timeout != NULL && !__wasi_mknod_deadline_after(timeout, &deadline)) {
        errno = EINVAL;
        return -1;
    }
    return poll_until(files, count, deadline);
}
