/* The wait for open files, which poll, select and poll_oneoff have in common. */
#ifndef WASI_MKNOD_WATCH_H
#define WASI_MKNOD_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

/* A file that is watched. Numbers below zero stand for none. */
struct watch {
    int fd;
    /* The events that count, as poll has them: POLLHUP and POLLERR like the others. */
    short asked;
    /* Those of them that hold, or POLLNVAL for what is not open. */
    short found;
};

/* When to give up: a time of the monotonic clock, or never. */
struct deadline {
    bool there;
    uint64_t time;
};

/* The deadline so many nanoseconds from now. */
struct deadline __wasi_mknod_deadline(uint64_t nanoseconds);

/* The deadline after so long a time; false if it is none. */
bool __wasi_mknod_deadline_after(const struct timespec *timeout, struct deadline *deadline);

/* Waits until an event is found, and answers for how many files; none after the deadline. Answers -1 and sets errno if
   it cannot wait. */
int __wasi_mknod_watch(struct watch *watches, size_t count, struct deadline deadline);

#endif
