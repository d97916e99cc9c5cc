/* Calls of the subject that the subject in Rust does not have: waits for several files, pieces of memory, streams of
   the C library, numbers of files. Files of a scenario are one digit; more names are explained in `number_of`. */

#include <stdint.h>
#include <sys/select.h>
#include <sys/uio.h>

#define PIECES 5
#define WATCHED 8

static FILE *streams[FILES];

/* The number of a file that is not open. Linux gives a process a table of at least 64 files, and its select
 * leaves out numbers beyond the table. */
#define CLOSED 63

/* The number of a file: a digit, or `i` and `o` for the standard streams, `x` for none and `c` for a closed one. */
static int number_of(char name) {
    return name == 'i' ? STDIN_FILENO : name == 'o' ? STDOUT_FILENO : name == 'x' ? -1 : name == 'c' ? CLOSED
                                                                    : files[(name - '0') % FILES];
}

static uint64_t milliseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Says that a wait has ended before its time and found nothing. */
static void say_if_early(int count, uint64_t begin, int timeout) {
    if (count == 0 && timeout > 0 && milliseconds() < begin + (uint64_t)timeout) {
        printf("early ");
    }
}

static void say_events(short events) {
    static const struct {
        int event;
        const char *name;
    } names[] = {{POLLIN, "in"}, {POLLOUT, "out"}, {POLLERR, "err"}, {POLLHUP, "hup"}, {POLLNVAL, "nval"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (events & names[i].event) {
            printf("+%s", names[i].name);
        }
    }
}

/* polls 0:r,1:rw,x:- TIMEOUT: waits for all of them with poll. */
static void poll_several(char *list, int timeout) {
    struct pollfd polled[WATCHED];
    nfds_t count = 0;
    for (char *word = strtok(list, ","); word != NULL && count < WATCHED; word = strtok(NULL, ",")) {
        short events = (strchr(word + 2, 'r') ? POLLIN : 0) | (strchr(word + 2, 'w') ? POLLOUT : 0);
        polled[count++] = (struct pollfd){.fd = number_of(*word), .events = events, .revents = -1};
    }
    uint64_t begin = milliseconds();
    int found = poll(polled, count, timeout);
    if (found < 0) {
        say_error();
        return;
    }
    say_if_early(found, begin, timeout);
    printf("%d", found);
    for (nfds_t i = 0; i < count; i++) {
        printf(" ");
        say_events(polled[i].revents);
    }
    puts("");
}

/* select 0:r,1:w,2:e TIMEOUT: waits for all of them with select, whose third set is `e`. */
static void select_several(char *list, int timeout, int limit) {
    fd_set sets[3];
    char kinds[] = "rwe", names[WATCHED];
    int highest = -1;
    size_t count = 0;
    for (int set = 0; set < 3; set++) {
        FD_ZERO(&sets[set]);
    }
    for (char *word = strtok(list, ","); word != NULL && count < WATCHED; word = strtok(NULL, ",")) {
        int fd = number_of(*word);
        for (int set = 0; set < 3; set++) {
            if (strchr(word + 2, kinds[set])) {
                FD_SET(fd, &sets[set]);
            }
        }
        highest = fd > highest ? fd : highest;
        names[count++] = *word;
    }
    struct timeval time = {timeout / 1000, timeout % 1000 * 1000};
    uint64_t begin = milliseconds();
    int found = select(limit >= 0 ? limit : highest + 1, &sets[0], &sets[1], &sets[2], timeout < 0 ? NULL : &time);
    if (found < 0) {
        say_error();
        return;
    }
    say_if_early(found, begin, timeout);
    printf("%d", found);
    for (size_t i = 0; i < count; i++) {
        printf(" ");
        for (int set = 0; set < 3; set++) {
            if (FD_ISSET(number_of(names[i]), &sets[set])) {
                printf("+%c", kinds[set]);
            }
        }
    }
    puts(timeout > 0 && (time.tv_sec * 1000 + time.tv_usec / 1000 > timeout || (found == 0 && time.tv_usec > 0))
             ? " wrong rest"
             : "");
}

/* readv 0 3,4: reads into pieces of these lengths. writev 0 ab,cd: writes these pieces; a number stands for as many
   bytes. */
static void pieces(int fd, const char *call, char *list) {
    struct iovec vectors[PIECES];
    int count = 0;
    size_t used = 0;
    memset(buffer, is(call, "readv") ? 0 : 'f', sizeof buffer);
    for (char *word = strtok(list, ","); word != NULL && count < PIECES; word = strtok(NULL, ",")) {
        size_t length = strtoul(word, NULL, 10);
        vectors[count].iov_base = buffer + used;
        if (*word < '0' || *word > '9') {
            length = strlen(word);
            vectors[count].iov_base = word;
        }
        vectors[count++].iov_len = length;
        used += length;
    }
    if (is(call, "readv")) {
        say_bytes(readv(fd, vectors, count));
    } else {
        say_count(writev(fd, vectors, count));
    }
}

/* The streams of the C library. */
static int stream(char **words) {
    const char *call = words[0];
    FILE **stream = &streams[(words[1][0] - '0') % FILES];
    char line[64];
    if (is(call, "fopen")) {
        FILE *opened = fopen(words[2], words[3]);
        *stream = opened != NULL ? opened : *stream;
        say_status(opened != NULL ? 0 : -1);
    } else if (is(call, "fdopen")) {
        *stream = fdopen(files[(words[1][0] - '0') % FILES], words[2]);
        say_status(*stream != NULL ? 0 : -1);
    } else if (is(call, "fgets")) {
        clearerr(*stream);
        const char *got = fgets(line, sizeof line, *stream);
        printf(got != NULL ? "%zu\n" : feof(*stream) ? "end\n" : "error\n", got != NULL ? strlen(got) : 0);
    } else if (is(call, "fread")) {
        clearerr(*stream);
        size_t count = fread(buffer, 1, strtoul(words[2], NULL, 10), *stream);
        printf("%zu%s%s\n", count, feof(*stream) ? " end" : "", ferror(*stream) ? " error" : "");
    } else if (is(call, "fprintf")) {
        say_count(fprintf(*stream, "%s\n", words[2]));
    } else if (is(call, "fflush")) {
        say_status(fflush(*stream));
    } else if (is(call, "ftell")) {
        say_count(ftell(*stream));
    } else if (is(call, "fseek")) {
        say_status(fseek(*stream, 0, SEEK_SET));
    } else if (is(call, "fclose")) {
        say_status(fclose(*stream));
        *stream = NULL;
    } else {
        return 0;
    }
    return 1;
}

/* Gives the file `from` the number `to`, and closes its own. */
static int renumber(int from, int to) {
#ifdef __wasi__
    return __wasilibc_fd_renumber(from, to);
#else
    return dup2(from, to) < 0 ? -1 : from == to ? 0 : close(from);
#endif
}

/* Opens so many at once, and closes them. */
static void hold(const char *path, int flags, long count) {
    static int held[FILES * FILES];
    long opened = 0;
    while (opened < count && opened < FILES * FILES && (held[opened] = open(path, flags)) >= 0) {
        opened++;
    }
    if (opened < count) {
        say_error();
    } else {
        puts("ok");
    }
    while (opened > 0) {
        close(held[--opened]);
    }
}

/* The calls beneath what is no directory, and other numbers for what is open; false for other calls. */
static int numbers(char **words) {
    const char *call = words[0];
    int *file = &files[(words[1][0] - '0') % FILES];
    struct stat status;
    if (is(call, "openat")) {
        say_status(openat(*file, words[2], flags_of(words[3])));
    } else if (is(call, "mkdirat")) {
        say_status(mkdirat(*file, words[2], 0755));
    } else if (is(call, "unlinkat")) {
        say_status(unlinkat(*file, words[2], 0));
    } else if (is(call, "statat")) {
        int result = fstatat(*file, words[2], &status, 0);
        say_type(result, status.st_mode);
    } else if (is(call, "renameat")) {
        say_status(renameat(*file, words[2], *file, "other"));
    } else if (is(call, "symlinkat")) {
        say_status(symlinkat("target", *file, words[2]));
    } else if (is(call, "readlinkat")) {
        say_count(readlinkat(*file, words[2], (char *)buffer, 99));
    } else if (is(call, "mkfifoat")) {
        say_status(mkfifoat(*file, words[2], 0600));
    } else if (is(call, "renumber")) {
        /* To the number of another file, or to one that is given. */
        int to = words[2][1] == '\0' && words[2][0] != 'c' ? number_of(words[2][0]) : atoi(words[2]);
        int result = renumber(*file, to);
        *file = -1;
        if (result == 0 && words[3] != NULL) {
            files[(words[3][0] - '0') % FILES] = to;
        }
        say_status(result);
    } else if (is(call, "many")) {
        long count = 0, wanted = atol(words[3]);
        for (int fd; count < wanted && (fd = open(words[2], flags_of(words[4]))) >= 0; count++) {
            close(fd);
        }
        if (count < wanted) {
            say_error();
        } else {
            puts("ok");
        }
    } else if (is(call, "hold")) {
        hold(words[2], flags_of(words[4]), atol(words[3]));
    } else {
        return 0;
    }
    return 1;
}

/* The calls that only this subject has; false for other calls. */
static int by_library(char **words) {
    const char *call = words[0];
    if (is(call, "polls")) {
        poll_several(words[1], atoi(words[2]));
    } else if (is(call, "select")) {
        select_several(words[1], atoi(words[2]), words[3] != NULL ? atoi(words[3]) : -1);
    } else if (is(call, "readv") || is(call, "writev")) {
        pieces(files[(words[1][0] - '0') % FILES], call, words[2]);
    } else if (is(call, "advise")) {
        errno = posix_fadvise(files[(words[1][0] - '0') % FILES], 0, 9, POSIX_FADV_NORMAL);
        say_status(errno == 0 ? 0 : -1);
    } else if (is(call, "allocate")) {
        errno = posix_fallocate(files[(words[1][0] - '0') % FILES], 0, 9);
        say_status(errno == 0 ? 0 : -1);
    } else {
        return stream(words) || numbers(words);
    }
    return 1;
}
