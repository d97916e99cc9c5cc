/* The readiness of the standard streams, for which the layer between WASI 0.1 and 0.2 is asked. Hosts may have one
   stream at a time wait for input, so this library has no handles of its own of them. */

#include "standard.h"

#include <poll.h>
#include <stdlib.h>
#include <wasi/api.h>

#include "descriptors.h"
#include "layer.h"

short __wasi_mknod_direction(int number) {
    return number == 0 ? POLLIN : POLLOUT;
}

static __wasi_subscription_t file(int fd, int number) {
    __wasi_subscription_t subscription = {
        .u.tag = number == 0 ? __WASI_EVENTTYPE_FD_READ : __WASI_EVENTTYPE_FD_WRITE,
    };
    subscription.u.u.fd_read.file_descriptor = (__wasi_fd_t)fd;
    return subscription;
}

static __wasi_subscription_t alarm_after(uint64_t nanoseconds) {
    __wasi_subscription_t subscription = {.u.tag = __WASI_EVENTTYPE_CLOCK};
    subscription.u.u.clock.id = __WASI_CLOCKID_MONOTONIC;
    subscription.u.u.clock.timeout = nanoseconds;
    return subscription;
}

bool __wasi_mknod_standard_is_ready(int fd, int number) {
    __wasi_subscription_t subscriptions[] = {file(fd, number), alarm_after(0)};
    __wasi_event_t events[2];
    __wasi_size_t count = 0;
    if (__wasi_mknod_layer_poll(subscriptions, events, 2, &count) != __WASI_ERRNO_SUCCESS) {
        return true;
    }
    for (__wasi_size_t i = 0; i < count; i++) {
        if (events[i].type != __WASI_EVENTTYPE_CLOCK) {
            return true;
        }
    }
    return false;
}

bool __wasi_mknod_is_watched_standard(const struct watch *watch) {
    const struct entry *entry = watch->fd < 0 ? NULL : __wasi_mknod_entry(watch->fd);
    return entry != NULL && entry->kind == STANDARD &&
           (watch->asked & __wasi_mknod_direction(entry->as.standard)) != 0;
}

void __wasi_mknod_standard_wait(const struct watch *watches, size_t count, struct deadline deadline) {
    __wasi_subscription_t *subscriptions = calloc(count + 1, sizeof *subscriptions);
    __wasi_event_t *events = calloc(count + 1, sizeof *events);
    __wasi_size_t asked = 0, found;
    for (size_t i = 0; i < count && subscriptions != NULL; i++) {
        if (__wasi_mknod_is_watched_standard(&watches[i])) {
            subscriptions[asked++] = file(watches[i].fd, __wasi_mknod_entry(watches[i].fd)->as.standard);
        }
    }
    if (deadline.there && subscriptions != NULL) {
        uint64_t now = wasi_clocks_monotonic_clock_now();
        subscriptions[asked++] = alarm_after(deadline.time > now ? deadline.time - now : 0);
    }
    if (subscriptions != NULL && events != NULL && asked > 0) {
        (void)__wasi_mknod_layer_poll(subscriptions, events, asked, &found);
    }
    free(subscriptions);
    free(events);
}
