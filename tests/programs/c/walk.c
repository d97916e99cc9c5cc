/* Uses every entry of `/` in many ways, and says on a line each what came of it. It knows nothing of this project: it
   is compiled without the library, and linked as a compiler links by itself. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAMES 64
#define LENGTH 256

static char names[NAMES][LENGTH];

static const struct {
    const char *name;
    int flags;
} modes[] = {
    {"read", O_RDONLY},
    {"write", O_WRONLY},
    {"both", O_RDWR},
    {"append", O_WRONLY | O_APPEND},
    {"nonblock", O_RDONLY | O_NONBLOCK},
    {"directory", O_RDONLY | O_DIRECTORY},
    {"nofollow", O_RDONLY | O_NOFOLLOW},
    {"create", O_WRONLY | O_CREAT},
    {"exclusive", O_WRONLY | O_CREAT | O_EXCL},
    {"truncate", O_WRONLY | O_TRUNC},
};

static void say(const char *name, const char *mode, const char *call, long long result) {
    if (result < 0) {
        printf("%s %s %s: error %d\n", name, mode, call, errno);
    } else {
        printf("%s %s %s: %lld\n", name, mode, call, result);
    }
}

static void use(const char *name, const char *mode, int fd) {
    char buffer[16];
    struct stat status;
    struct pollfd polled = {.fd = fd, .events = POLLIN | POLLOUT};
    int result = fstat(fd, &status);
    say(name, mode, "fstat", result < 0 ? result : (long long)(status.st_mode & S_IFMT));
    say(name, mode, "flags", fcntl(fd, F_GETFL));
    say(name, mode, "poll", poll(&polled, 1, 0));
    say(name, mode, "read", read(fd, buffer, sizeof buffer));
    say(name, mode, "write", write(fd, "x", 1));
    say(name, mode, "pread", pread(fd, buffer, sizeof buffer, 1));
    say(name, mode, "pwrite", pwrite(fd, "y", 1, 2));
    say(name, mode, "seek", lseek(fd, 0, SEEK_CUR));
    say(name, mode, "end", lseek(fd, 0, SEEK_END));
    say(name, mode, "truncate", ftruncate(fd, 40));
    say(name, mode, "sync", fsync(fd));
    say(name, mode, "datasync", fdatasync(fd));
    say(name, mode, "advise", posix_fadvise(fd, 0, 0, POSIX_FADV_NORMAL));
    say(name, mode, "times", futimens(fd, NULL));
    say(name, mode, "nonblock", fcntl(fd, F_SETFL, O_NONBLOCK));
    say(name, mode, "close", close(fd));
}

static void look(const char *name) {
    char path[LENGTH + 2];
    struct stat status;
    snprintf(path, sizeof path, "/%s", name);
    int result = lstat(path, &status);
    say(name, "-", "lstat", result < 0 ? result : (long long)(status.st_mode & S_IFMT));
    result = stat(path, &status);
    say(name, "-", "stat", result < 0 ? result : (long long)(status.st_mode & S_IFMT));
    say(name, "-", "access", access(path, R_OK));
    say(name, "-", "times", utimensat(AT_FDCWD, path, NULL, 0));
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        int fd = open(path, modes[i].flags, 0600);
        say(name, modes[i].name, "open", fd < 0 ? fd : 0);
        if (fd >= 0) {
            use(name, modes[i].name, fd);
        }
    }
}

static int compare(const void *one, const void *other) {
    return strcmp(one, other);
}

int main(void) {
    size_t count = 0;
    DIR *dir = opendir("/");
    if (dir == NULL) {
        say("/", "-", "opendir", -1);
        return 0;
    }
    struct dirent *entry;
    while (errno = 0, (entry = readdir(dir)) != NULL) {
        printf("%s - entry: %d\n", entry->d_name, entry->d_type);
        if (count < NAMES && entry->d_name[0] != '.' && strlen(entry->d_name) < LENGTH) {
            strcpy(names[count++], entry->d_name);
        }
    }
    printf("/ - end: %d\n", errno);
    closedir(dir);
    /* Files change each other by links: the order matters. */
    qsort(names, count, LENGTH, compare);
    for (size_t i = 0; i < count; i++) {
        look(names[i]);
    }
    puts("walked");
    return 0;
}
