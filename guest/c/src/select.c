/* select, by the rules of Linux for what is ready: a file at its end can be read, and one without a reader written.

   References: select(2). */

#include <sys/select.h>

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/time.h>

#include "internal.h"
#include "watch.h"

/* What makes a file ready in each of the sets. There are no exceptional conditions. */
static const short ready[] = {POLLIN | POLLHUP | POLLERR, POLLOUT | POLLERR, 0};

#define SETS (sizeof ready / sizeof *ready)

/* Linux takes the sets in words of so many files. What is in words beyond the limit stays. */
#define WORD 64

static int fail(int error) {
    errno = error;
    return -1;
}

/* Lists the files of the sets, one set after the other. */
static size_t list(int limit, fd_set *const *sets, struct watch *watches) {
    size_t count = 0;
    for (size_t set = 0; set < SETS; set++) {
        for (size_t i = 0; sets[set] != NULL && i < sets[set]->__nfds; i++) {
            if (sets[set]->__fds[i] < limit) {
                watches[count++] = (struct watch){.fd = sets[set]->__fds[i], .asked = ready[set]};
            }
        }
    }
    return count;
}

/* Takes out of the sets what is not ready. Answers how many are, or -1 if one is not open. */
static int reduce(int limit, fd_set *const *sets, const struct watch *watches, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (watches[i].found == POLLNVAL) {
            return fail(EBADF);
        }
    }
    int found = 0;
    for (size_t set = 0; set < SETS; set++) {
        size_t kept = 0;
        for (size_t i = 0; sets[set] != NULL && i < sets[set]->__nfds; i++) {
            int fd = sets[set]->__fds[i];
            bool is_ready = fd < limit && (watches++)->found != 0;
            found += is_ready;
            if (is_ready || fd / WORD > (limit - 1) / WORD || limit == 0) {
                sets[set]->__fds[kept++] = fd;
            }
        }
        if (sets[set] != NULL) {
            sets[set]->__nfds = kept;
        }
    }
    return found;
}

static int select_until(int limit, fd_set *const *sets, struct deadline deadline) {
    if (limit < 0) {
        return fail(EINVAL);
    }
    size_t most = 1;
    for (size_t set = 0; set < SETS; set++) {
        most += sets[set] != NULL ? sets[set]->__nfds : 0;
    }
    struct watch *watches = calloc(most, sizeof *watches);
    if (watches == NULL) {
        return fail(ENOMEM);
    }
    size_t count = list(limit, sets, watches);
    int found = __wasi_mknod_watch(watches, count, deadline);
    if (found >= 0) {
        found = reduce(limit, sets, watches, count);
    }
    free(watches);
    return found;
}

/* There are no signals. */
int pselect(int limit, fd_set *restrict read, fd_set *restrict write, fd_set *restrict except,
            const struct timespec *restrict timeout, const sigset_t *restrict mask) {
    (void)mask;
    struct deadline deadline = {false, 0};
    if (timeout != NULL && !__wasi_mknod_deadline_after(timeout, &deadline)) {
        return fail(EINVAL);
    }
    fd_set *sets[SETS] = {read, write, except};
    return select_until(limit, sets, deadline);
}

/* What is left of the time is told, as on Linux. */
static void tell_rest(struct timeval *timeout, struct deadline deadline) {
    uint64_t now = deadline.time > 0 ? wasi_clocks_monotonic_clock_now() : 0;
    uint64_t rest = deadline.time > now ? (deadline.time - now) / 1000 : 0;
    timeout->tv_sec = (time_t)(rest / 1000000);
    timeout->tv_usec = (suseconds_t)(rest % 1000000);
}

int select(int limit, fd_set *restrict read, fd_set *restrict write, fd_set *restrict except,
           struct timeval *restrict timeout) {
    struct deadline deadline = {false, 0};
    if (timeout != NULL) {
        if (timeout->tv_sec < 0 || timeout->tv_usec < 0) {
            return fail(EINVAL);
        }
        /* Microseconds over a second count as seconds. */
        struct timespec time = {
            .tv_sec = timeout->tv_sec + (time_t)(timeout->tv_usec / 1000000),
            .tv_nsec = (long)(timeout->tv_usec % 1000000) * 1000,
        };
        (void)__wasi_mknod_deadline_after(&time, &deadline);
    }
    fd_set *sets[SETS] = {read, write, except};
    int found = select_until(limit, sets, deadline);
    if (timeout != NULL) {
        tell_rest(timeout, deadline);
    }
    return found;
}
