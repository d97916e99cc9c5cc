/* Where the C library, or a program past it, waits with the host: here if FIFOs or character devices are waited for. */

#include <poll.h>
#include <stdlib.h>
#include <wasi/api.h>

#include "import.h"
#include "layer.h"
#include "special.h"
#include "watch.h"

int32_t __wasi_mknod_poll_oneoff(int32_t subscriptions, int32_t events, int32_t count, int32_t answer)
    IMPORT("poll_oneoff");

int32_t __wasi_mknod_layer_poll(const __wasi_subscription_t *subscriptions, __wasi_event_t *events,
                                __wasi_size_t count, __wasi_size_t *found) {
    return __wasi_mknod_poll_oneoff((int32_t)subscriptions, (int32_t)events, (int32_t)count, (int32_t)found);
}

static bool concerns_special(const __wasi_subscription_t *subscriptions, size_t count) {
    for (size_t i = 0; i < count; i++) {
        /* The numbers of the files are in the same place for both directions. */
        if (subscriptions[i].u.tag != __WASI_EVENTTYPE_CLOCK &&
            __wasi_mknod_special((int)subscriptions[i].u.u.fd_read.file_descriptor) != NULL) {
            return true;
        }
    }
    return false;
}

/* The deadline that a clock means: how long it is until then is counted from `start` on. */
static struct deadline deadline_of(const __wasi_subscription_clock_t *clock, uint64_t start) {
    uint64_t span = clock->timeout;
    if ((clock->flags & __WASI_SUBCLOCKFLAGS_SUBSCRIPTION_CLOCK_ABSTIME) != 0) {
        __wasi_timestamp_t now = 0;
        (void)__wasi_clock_time_get(clock->id, 1, &now);
        span = clock->timeout > now ? clock->timeout - now : 0;
    }
    return (struct deadline){true, span < UINT64_MAX - start ? start + span : UINT64_MAX};
}

static struct watch watch_of(const __wasi_subscription_t *subscription) {
    switch (subscription->u.tag) {
    case __WASI_EVENTTYPE_FD_READ:
        return (struct watch){(int)subscription->u.u.fd_read.file_descriptor, POLLIN | POLLHUP | POLLERR, 0};
    case __WASI_EVENTTYPE_FD_WRITE:
        return (struct watch){(int)subscription->u.u.fd_write.file_descriptor, POLLOUT | POLLHUP | POLLERR, 0};
    default:
        return (struct watch){-1, 0, 0};
    }
}

static __wasi_event_t event_of(const __wasi_subscription_t *subscription, const struct watch *watch) {
    __wasi_event_t event = {.userdata = subscription->userdata, .type = subscription->u.tag};
    if (watch->found == POLLNVAL) {
        event.error = __WASI_ERRNO_BADF;
    } else if (watch->found != 0) {
        event.fd_readwrite.nbytes = 1;
        event.fd_readwrite.flags =
            (watch->found & (POLLHUP | POLLERR)) != 0 ? __WASI_EVENTRWFLAGS_FD_READWRITE_HANGUP : 0;
    }
    return event;
}

/* Waits, and writes the events that came of it. */
static int32_t wait(const __wasi_subscription_t *subscriptions, struct watch *watches, struct deadline *deadlines,
                    size_t count, __wasi_event_t *events, __wasi_size_t *found) {
    struct deadline first = {false, 0};
    uint64_t start = wasi_clocks_monotonic_clock_now();
    for (size_t i = 0; i < count; i++) {
        watches[i] = watch_of(&subscriptions[i]);
        deadlines[i].there = false;
        if (subscriptions[i].u.tag == __WASI_EVENTTYPE_CLOCK) {
            deadlines[i] = deadline_of(&subscriptions[i].u.u.clock, start);
            first = !first.there || deadlines[i].time < first.time ? deadlines[i] : first;
        }
    }
    if (__wasi_mknod_watch(watches, count, first) < 0) {
        return __WASI_ERRNO_NOMEM;
    }
    uint64_t now = wasi_clocks_monotonic_clock_now();
    *found = 0;
    for (size_t i = 0; i < count; i++) {
        if (watches[i].found != 0 || (deadlines[i].there && deadlines[i].time <= now)) {
            events[(*found)++] = event_of(&subscriptions[i], &watches[i]);
        }
    }
    return __WASI_ERRNO_SUCCESS;
}

int32_t __imported_wasi_snapshot_preview1_poll_oneoff(int32_t in, int32_t out, int32_t count, int32_t answer) {
    const __wasi_subscription_t *subscriptions = (const __wasi_subscription_t *)in;
    if (!concerns_special(subscriptions, (size_t)count)) {
        return __wasi_mknod_poll_oneoff(in, out, count, answer);
    }
    struct watch *watches = calloc((size_t)count, sizeof *watches);
    struct deadline *deadlines = calloc((size_t)count, sizeof *deadlines);
    int32_t result = __WASI_ERRNO_NOMEM;
    if (watches != NULL && deadlines != NULL) {
        result = wait(subscriptions, watches, deadlines, (size_t)count, (__wasi_event_t *)out,
                      (__wasi_size_t *)answer);
    }
    free(watches);
    free(deadlines);
    return result;
}

ALIAS_FOR_ZIG(poll_oneoff);
