/* The driver of the tests' tables, in C: it reads calls on standard input, makes them by `mknodat`, and answers each on a
   line with `ok` or WASI's name of the error. A line has a type, a mode in octal, what to open for the descriptor (the
   first preopened directory if it is empty) and a path, with tabs between them and `%xx` for some characters. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define PREOPEN 3

static const struct {
    int number;
    const char *name;
} errors[] = {
    {EACCES, "access"},         {EDQUOT, "quota"},
    {EEXIST, "exist"},          {EINVAL, "invalid"},
    {EIO, "io"},                {ELOOP, "loop"},
    {ENAMETOOLONG, "name-too-long"}, {ENOENT, "no-entry"},
    {ENOMEM, "insufficient-memory"}, {ENOSPC, "insufficient-space"},
    {ENOTDIR, "not-directory"}, {EOPNOTSUPP, "unsupported"},
    {EPERM, "not-permitted"},   {EROFS, "read-only"},
};

static const char *answer(int result) {
    if (result == 0) {
        return "ok";
    }
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        if (errors[i].number == errno) {
            return errors[i].name;
        }
    }
    return strerror(errno);
}

/* Replaces `%xx` by what it stands for. */
static void unescape(char *text) {
    char *to = text;
    for (; *text != '\0'; to++) {
        if (*text == '%') {
            char digits[3] = {text[1], text[2], '\0'};
            *to = (char)strtol(digits, NULL, 16);
            text += 3;
        } else {
            *to = *text++;
        }
    }
    *to = '\0';
}

/* The type bits of a type, and its device number. */
static mode_t type_of(const char *word, dev_t *dev) {
    static const struct {
        const char *name;
        mode_t type;
    } types[] = {
        {"regular-file", S_IFREG}, {"directory", S_IFDIR},        {"fifo", S_IFIFO},
        {"socket", S_IFSOCK},      {"character-device", S_IFCHR}, {"block-device", S_IFBLK},
    };
    size_t length = strcspn(word, ":");
    unsigned int major = 0, minor = 0;
    if (word[length] == ':' && sscanf(word + length, ":%u:%u", &major, &minor) != 2) {
        abort();
    }
    *dev = makedev(major, minor);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (strlen(types[i].name) == length && strncmp(types[i].name, word, length) == 0) {
            return types[i].type;
        }
    }
    abort();
}

/* Cuts the first field off `*rest`. */
static char *field(char **rest) {
    char *start = *rest;
    size_t length = strcspn(start, "\t\n");
    *rest = start + length + 1;
    start[length] = '\0';
    return start;
}

int main(void) {
    char line[65536];
    while (fgets(line, sizeof line, stdin) != NULL) {
        char *rest = line;
        dev_t dev;
        mode_t type = type_of(field(&rest), &dev);
        mode_t mode = (mode_t)strtoul(field(&rest), NULL, 8);
        char *start = field(&rest);
        char *path = field(&rest);
        unescape(start);
        unescape(path);
        int fd = *start == '\0' ? PREOPEN : openat(PREOPEN, start, O_RDONLY);
        if (fd < 0) {
            perror(start);
            return 1;
        }
        puts(answer(mknodat(fd, path, type | mode, dev)));
        if (fd != PREOPEN && close(fd) != 0) {
            return 1;
        }
    }
    return 0;
}
