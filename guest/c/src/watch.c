/* The wait for open files.

   Files that always are ready, such as regular ones, need no look. For FIFOs and terminals the host is asked for the
   events of poll(2) by the interface `fifo`, and the layer between WASI 0.1 and 0.2 for the standard streams. Nobody can
   wait for both at once: where both are watched, the wait for the first is cut into slices. */

#include "watch.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>

#include "special.h"
#include "standard.h"

/* In nanoseconds. */
#define SECOND 1000000000
#define SLICE 5000000

static const struct {
    events_t host;
    short here;
} events[] = {
    {WASI_MKNOD_FILESYSTEM_FIFO_EVENTS_READABLE, POLLIN},
    {WASI_MKNOD_FILESYSTEM_FIFO_EVENTS_WRITABLE, POLLOUT},
    {WASI_MKNOD_FILESYSTEM_FIFO_EVENTS_HANG_UP, POLLHUP},
    {WASI_MKNOD_FILESYSTEM_FIFO_EVENTS_ERROR, POLLERR},
};

static short from_host(events_t found) {
    short result = 0;
    for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
        result |= (found & events[i].host) != 0 ? events[i].here : 0;
    }
    return result;
}

static events_t to_host(short asked) {
    events_t result = 0;
    for (size_t i = 0; i < sizeof events / sizeof *events; i++) {
        result |= (asked & events[i].here) != 0 ? events[i].host : 0;
    }
    return result;
}

struct deadline __wasi_mknod_deadline(uint64_t nanoseconds) {
    if (nanoseconds == 0) {
        return (struct deadline){true, 0};
    }
    uint64_t now = wasi_clocks_monotonic_clock_now();
    return (struct deadline){true, nanoseconds < UINT64_MAX - now ? now + nanoseconds : UINT64_MAX};
}

bool __wasi_mknod_deadline_after(const struct timespec *timeout, struct deadline *deadline) {
    if (timeout->tv_sec < 0 || timeout->tv_nsec < 0 || timeout->tv_nsec >= SECOND) {
        return false;
    }
    uint64_t seconds = (uint64_t)timeout->tv_sec, rest = (uint64_t)timeout->tv_nsec;
    bool fits = seconds < UINT64_MAX / SECOND;
    *deadline = __wasi_mknod_deadline(fits ? seconds * SECOND + rest : UINT64_MAX);
    return true;
}

static bool is_over(struct deadline deadline) {
    return deadline.there && (deadline.time == 0 || wasi_clocks_monotonic_clock_now() >= deadline.time);
}

/* The events that hold for a stream. After a failure, the call for which the program waits has the error. */
static short events_of(const struct special *special, short asked) {
    events_t found;
    wasi_filesystem_types_error_code_t error;
    return wasi_mknod_filesystem_fifo_poll(__wasi_mknod_handle(special), &found, &error) ? from_host(found) : asked;
}

static short look(const struct watch *watch) {
    const struct entry *entry = __wasi_mknod_entry(watch->fd);
    if (entry == NULL && !__wasi_mknod_is_open(watch->fd)) {
        return POLLNVAL;
    }
    short found = POLLIN | POLLOUT;
    if (entry != NULL && entry->kind == STANDARD) {
        short direction = __wasi_mknod_direction(entry->as.standard);
        bool asked = (watch->asked & direction) != 0;
        found = asked && __wasi_mknod_standard_is_ready(watch->fd, entry->as.standard) ? direction : 0;
    } else if (entry != NULL && entry->kind == SPECIAL && entry->as.special.stream) {
        found = events_of(&entry->as.special, watch->asked);
    }
    return found & watch->asked;
}

static int look_at_all(struct watch *watches, size_t count) {
    int found = 0;
    for (size_t i = 0; i < count; i++) {
        watches[i].found = watches[i].fd < 0 ? 0 : look(&watches[i]);
        found += watches[i].found != 0;
    }
    return found;
}

/* Finds what becomes ready with an event that counts; false if there is none. */
static bool subscribe(const struct watch *watch, wasi_io_poll_own_pollable_t *pollable) {
    const struct entry *entry = watch->fd < 0 ? NULL : __wasi_mknod_entry(watch->fd);
    if (entry == NULL || watch->asked == 0) {
        return false;
    }
    if (entry->kind != SPECIAL || !entry->as.special.stream) {
        return false;
    }
    /* The host counts POLLHUP and POLLERR in any case. Where one holds that does not count, nothing else will come: it
       is an end that was not opened for what is asked. */
    const struct special *special = &entry->as.special;
    if ((events_of(special, 0) & (POLLHUP | POLLERR) & ~watch->asked) != 0) {
        return false;
    }
    wasi_filesystem_types_error_code_t error;
    return wasi_mknod_filesystem_fifo_subscribe(__wasi_mknod_handle(special), to_host(watch->asked), pollable, &error);
}

static void add(wasi_io_poll_list_borrow_pollable_t *list, wasi_io_poll_own_pollable_t pollable) {
    list->ptr[list->len++] = wasi_io_poll_borrow_pollable(pollable);
}

/* Waits until there may be something new to see. */
static bool wait_for_any(const struct watch *watches, size_t count, struct deadline deadline) {
    wasi_io_poll_list_borrow_pollable_t list = {malloc((count + 1) * sizeof *list.ptr), 0};
    bool standard = false;
    if (list.ptr == NULL) {
        errno = ENOMEM;
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        wasi_io_poll_own_pollable_t pollable;
        standard = standard || __wasi_mknod_is_watched_standard(&watches[i]);
        if (subscribe(&watches[i], &pollable)) {
            add(&list, pollable);
        }
    }
    if (standard && list.len == 0) {
        free(list.ptr);
        __wasi_mknod_standard_wait(watches, count, deadline);
        return true;
    }
    if (standard) {
        struct deadline slice = __wasi_mknod_deadline(SLICE);
        deadline = deadline.there && deadline.time < slice.time ? deadline : slice;
    }
    /* A host does not wait for nothing. */
    if (deadline.there || list.len == 0) {
        add(&list, wasi_clocks_monotonic_clock_subscribe_instant(deadline.there ? deadline.time : UINT64_MAX));
    }
    wasi_mknod_list_u32_t ready;
    wasi_io_poll_poll(&list, &ready);
    wasi_mknod_list_u32_free(&ready);
    for (size_t i = 0; i < list.len; i++) {
        wasi_io_poll_pollable_drop_own((wasi_io_poll_own_pollable_t){list.ptr[i].__handle});
    }
    free(list.ptr);
    return true;
}

int __wasi_mknod_watch(struct watch *watches, size_t count, struct deadline deadline) {
    for (;;) {
        int found = look_at_all(watches, count);
        if (found > 0 || is_over(deadline)) {
            return found;
        }
        if (!wait_for_any(watches, count, deadline)) {
            return -1;
        }
    }
}
