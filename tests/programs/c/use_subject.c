/* The subject of the scenarios in which special files are used, in C: it makes the calls that it
   reads on standard input, one a line, and says on two lines each that the call has begun and what
   came of it. The Rust module `subject` of the test programs has the same commands and the same
   outcomes, but for those in `use_library.h`. It is compiled as a native program, too. */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#ifdef __wasi__
#include <wasi/libc.h>
#else
#include <signal.h>
#endif

#define WORDS 6
#define FILES 10
#define BUFFER (1 << 20)
#define SHOWN 32
#define NAME(error) {error, #error}

static int files[FILES];
static unsigned char buffer[BUFFER];

static int is(const char *word, const char *other) {
    return strcmp(word, other) == 0;
}

static void say_error(void) {
    static const struct {
        int number;
        const char *name;
    } names[] = {
        NAME(EACCES), NAME(EAGAIN), NAME(EBADF),   NAME(EBUSY),   NAME(EEXIST), NAME(EINVAL),
        NAME(EIO),    NAME(EISDIR), NAME(ELOOP),   NAME(ENODEV),  NAME(ENOENT), NAME(ENOMEM),
        NAME(ENOSPC), NAME(ENOSYS), NAME(ENOTDIR), NAME(ENOTSUP), NAME(ENOTTY), NAME(ENXIO),
        NAME(EPERM),  NAME(EPIPE),  NAME(EROFS),   NAME(ESPIPE),  NAME(ETXTBSY), NAME(EXDEV),
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (names[i].number == errno) {
            puts(names[i].name);
            return;
        }
    }
    printf("%d\n", errno);
}

static void say_status(int result) {
    if (result < 0) {
        say_error();
    } else {
        puts("ok");
    }
}

static void say_count(long long count) {
    if (count < 0) {
        say_error();
    } else {
        printf("%lld\n", count);
    }
}

/* Describes what was read: all of it, or that it is one byte again and again, or its length. */
static void say_bytes(ssize_t count) {
    if (count <= 0) {
        say_count(count);
        return;
    }
    ssize_t same = 1;
    while (same < count && buffer[same] == buffer[0]) {
        same++;
    }
    int shown = count > SHOWN ? 1 : (int)count;
    if (count > SHOWN && same < count) {
        printf("%zd mixed\n", count);
        return;
    }
    printf(count > SHOWN ? "%zd times " : "%zd ", count);
    for (int i = 0; i < shown; i++) {
        unsigned char byte = buffer[i];
        if (byte == '\n') {
            printf("\\n");
        } else if (byte == '\r') {
            printf("\\r");
        } else if (byte >= ' ' && byte < 127) {
            putchar(byte);
        } else {
            printf("\\x%02x", byte);
        }
    }
    puts("");
}

static void say_type(int result, mode_t mode) {
    if (result < 0) {
        say_error();
        return;
    }
    puts(S_ISREG(mode)    ? "file"
         : S_ISDIR(mode)  ? "directory"
         : S_ISLNK(mode)  ? "link"
         : S_ISCHR(mode)  ? "character"
         : S_ISBLK(mode)  ? "block"
         : S_ISFIFO(mode) ? "fifo"
         : S_ISSOCK(mode) ? "socket"
                          : "other");
}

static void poll_file(int fd, const char *events, int timeout) {
    struct pollfd polled = {.fd = fd};
    polled.events = (strchr(events, 'r') ? POLLIN : 0) | (strchr(events, 'w') ? POLLOUT : 0);
    int count = poll(&polled, 1, timeout);
    if (count < 0) {
        say_error();
        return;
    }
    static const struct {
        int event;
        const char *name;
    } names[] = {{POLLIN, "in"}, {POLLOUT, "out"}, {POLLERR, "err"}, {POLLHUP, "hup"}, {POLLNVAL, "nval"}};
    const char *separator = "";
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (polled.revents & names[i].event) {
            printf("%s%s", separator, names[i].name);
            separator = " ";
        }
    }
    puts(*separator ? "" : "nothing");
}

static void say_flags(int fd) {
    int flags = fcntl(fd, F_GETFL);
    if (flags < 0) {
        say_error();
        return;
    }
    int access = flags & O_ACCMODE;
    const char *name = access == O_RDONLY ? "r" : access == O_WRONLY ? "w" : "rw";
    printf("%s%s%s\n", name, flags & O_NONBLOCK ? "+nonblock" : "", flags & O_APPEND ? "+append" : "");
}

static int flags_of(char *words) {
    static const struct {
        const char *word;
        int flag;
    } all[] = {
        {"r", O_RDONLY},     {"w", O_WRONLY},   {"rw", O_RDWR},         {"nonblock", O_NONBLOCK}, {"create", O_CREAT},
        {"excl", O_EXCL},    {"trunc", O_TRUNC}, {"append", O_APPEND},  {"dir", O_DIRECTORY},     {"nofollow", O_NOFOLLOW},
    };
    int flags = 0;
    for (char *word = strtok(words, "+"); word != NULL; word = strtok(NULL, "+")) {
        for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
            flags |= is(all[i].word, word) ? all[i].flag : 0;
        }
    }
    return flags;
}

/* The calls on what is at a path; false for other calls. */
static int at_path(char **words) {
    const char *call = words[0], *path = words[1];
    struct stat status;
    if (is(call, "mkfifo")) {
        say_status(mkfifo(path, (mode_t)strtoul(words[2], NULL, 8)));
    } else if (is(call, "unlink")) {
        say_status(unlink(path));
    } else if (is(call, "rename")) {
        say_status(rename(path, words[2]));
    } else if (is(call, "link")) {
        say_status(link(path, words[2]));
    } else if (is(call, "symlink")) {
        say_status(symlink(path, words[2]));
    } else if (is(call, "stat")) {
        int result = stat(path, &status);
        say_type(result, status.st_mode);
    } else if (is(call, "lstat")) {
        int result = lstat(path, &status);
        say_type(result, status.st_mode);
    } else {
        return 0;
    }
    return 1;
}

/* The calls that carry bytes; false for other calls. */
static int transfer(int fd, char **words) {
    const char *call = words[0], *word = words[2];
    if (is(call, "read")) {
        say_bytes(read(fd, buffer, strtoul(word, NULL, 10)));
    } else if (is(call, "pread")) {
        say_bytes(pread(fd, buffer, strtoul(word, NULL, 10), atoll(words[3])));
    } else if (is(call, "write")) {
        say_count(write(fd, word, strlen(word)));
    } else if (is(call, "fill")) {
        memset(buffer, 'f', sizeof buffer);
        say_count(write(fd, buffer, strtoul(word, NULL, 10)));
    } else if (is(call, "pwrite")) {
        say_count(pwrite(fd, word, strlen(word), atoll(words[3])));
    } else {
        return 0;
    }
    return 1;
}

#include "use_library.h"

static void control(int fd, char **words) {
    const char *call = words[0], *word = words[2];
    struct stat status;
    if (is(call, "poll")) {
        poll_file(fd, word, 0);
    } else if (is(call, "wait")) {
        poll_file(fd, word, -1);
    } else if (is(call, "seek")) {
        int whence = is(words[3], "set") ? SEEK_SET : is(words[3], "cur") ? SEEK_CUR : SEEK_END;
        say_count(lseek(fd, atoll(word), whence));
    } else if (is(call, "truncate")) {
        say_status(ftruncate(fd, atoll(word)));
    } else if (is(call, "sync")) {
        say_status(fsync(fd));
    } else if (is(call, "datasync")) {
        say_status(fdatasync(fd));
    } else if (is(call, "touch")) {
        struct timespec times[2] = {{.tv_sec = 1000000000}, {.tv_sec = 1000000000}};
        say_status(futimens(fd, times));
    } else if (is(call, "flags")) {
        say_flags(fd);
    } else if (is(call, "set")) {
        say_status(fcntl(fd, F_SETFL, is(word, "nonblock") ? O_NONBLOCK : 0));
    } else if (is(call, "fstat")) {
        int result = fstat(fd, &status);
        say_type(result, status.st_mode);
    } else if (is(call, "terminal")) {
        printf("%d\n", isatty(fd));
    } else {
        puts("unknown");
    }
}

static void perform(char **words) {
    if (at_path(words) || by_library(words)) {
        return;
    }
    int *file = &files[(*words[1] - '0') % FILES];
    if (is(words[0], "open")) {
        int fd = open(words[2], flags_of(words[3]), 0644);
        *file = fd < 0 ? *file : fd;
        say_status(fd);
    } else if (is(words[0], "close")) {
        say_status(close(*file));
        *file = -1;
    } else if (!transfer(*file, words)) {
        control(*file, words);
    }
}

int main(void) {
#ifndef __wasi__
    signal(SIGPIPE, SIG_IGN);
#endif
    memset(files, -1, sizeof files);
    for (char line[256]; fgets(line, sizeof line, stdin) != NULL;) {
        char *words[WORDS] = {0};
        int count = 0;
        for (char *word = strtok(line, " \n"); word != NULL && count < WORDS; word = strtok(NULL, " \n")) {
            words[count++] = word;
        }
        puts("begun");
        fflush(stdout);
        if (count >= 2) {
            perform(words);
        } else {
            puts("unknown");
        }
        fflush(stdout);
    }
    return 0;
}
