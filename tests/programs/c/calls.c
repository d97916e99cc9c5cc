/* Makes the calls that it reads on standard input, one a line, and says on a line each what came of it: a number, what
   was found, or the name of an error. It is compiled as a native program, too, which has to say the same.

   A word for a descriptor is `cwd` for AT_FDCWD, `here` for the directory with which the program starts, `stdin`, a
   number, or a letter by which something was opened. A path `NULL` is a null pointer. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define WORDS 6
#define NAME(error) {error, #error}

static int opened[26];
static DIR *listed[26];

static const char *error_name(int number) {
    static const struct {
        int number;
        const char *name;
    } names[] = {
        NAME(EACCES), NAME(EBADF),  NAME(EEXIST),  NAME(EFAULT), NAME(EILSEQ), NAME(EINVAL), NAME(ELOOP),
        NAME(ENOENT), NAME(ENODEV), NAME(ENOTDIR), NAME(ENXIO),  NAME(EPERM),  NAME(EROFS),  NAME(ESPIPE),
        NAME(ENAMETOOLONG), NAME(EOPNOTSUPP),
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (names[i].number == number) {
            return names[i].name;
        }
    }
    return strerror(number);
}

static void say(int result) {
    if (result < 0) {
        puts(error_name(errno));
    } else {
        printf("%d\n", result);
    }
}

static int here(void) {
#ifdef __wasi__
    return 3;
#else
    static int fd = -1;
    return fd < 0 ? fd = open(".", O_RDONLY) : fd;
#endif
}

static int descriptor(const char *word) {
    if (strcmp(word, "cwd") == 0) {
        return AT_FDCWD;
    }
    if (strcmp(word, "here") == 0) {
        return here();
    }
    if (strcmp(word, "stdin") == 0) {
        return 0;
    }
    return *word >= 'a' && *word <= 'z' ? opened[*word - 'a'] : atoi(word);
}

static const char *path(const char *word) {
    return strcmp(word, "NULL") == 0 ? NULL : word;
}

static mode_t octal(const char *word) {
    return (mode_t)strtoul(word, NULL, 8);
}

static dev_t device(char **words) {
    return makedev((unsigned)strtoul(words[0], NULL, 0), (unsigned)strtoul(words[1], NULL, 0));
}

static void say_stat(int result, const struct stat *status) {
    if (result != 0) {
        say(result);
        return;
    }
    const char *type = S_ISREG(status->st_mode)    ? "file"
                       : S_ISDIR(status->st_mode)  ? "directory"
                       : S_ISLNK(status->st_mode)  ? "link"
                       : S_ISFIFO(status->st_mode) ? "fifo"
                       : S_ISSOCK(status->st_mode) ? "socket"
                       : S_ISCHR(status->st_mode)  ? "character"
                       : S_ISBLK(status->st_mode)  ? "block"
                                                   : "nothing";
    printf("%s %o", type, (unsigned)status->st_mode);
    if (S_ISCHR(status->st_mode) || S_ISBLK(status->st_mode)) {
        printf(" %u:%u", major(status->st_rdev), minor(status->st_rdev));
    }
    printf("\n");
}

/* Notes what was opened by the name `word`. */
static int keep(const char *word, int fd) {
    opened[*word - 'a'] = fd;
    return fd < 0 ? fd : 0;
}

static int keep_dir(const char *word, DIR *dir) {
    listed[*word - 'a'] = dir;
    return dir == NULL ? -1 : keep(word, dirfd(dir));
}

/* Says how many entries there are, and whether each is of the type that `fstatat` tells. */
static void list(const char *word) {
    DIR *dir = listed[*word - 'a'];
    int count = 0, wrong = 0;
    rewinddir(dir);
    for (struct dirent *entry; (entry = readdir(dir)) != NULL; count++) {
        struct stat status;
        if (strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        if (fstatat(dirfd(dir), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0 || status.st_ino != entry->d_ino) {
            wrong++;
        }
        if ((entry->d_type == DT_FIFO) != S_ISFIFO(status.st_mode)) {
            wrong++;
        }
    }
    printf("%d %d\n", count, wrong);
}

/* Writes into what is at `name`, and says what comes out of it. */
static void echo(const char *name) {
    char text[16] = "";
    int fd = open(name, O_RDWR);
    if (fd < 0 || write(fd, name, strlen(name)) < 0 || read(fd, text, sizeof text - 1) < 0) {
        say(-1);
    } else {
        puts(text);
    }
    if (fd >= 0) {
        close(fd);
    }
}

/* Asks where the next read begins in what is at `name`. */
static void seek(const char *name) {
    int fd = open(name, O_RDONLY | O_NONBLOCK);
    say(fd < 0 ? fd : (int)lseek(fd, 0, SEEK_CUR));
    close(fd);
}

static void node(char **words) {
    const char *call = words[0];
    if (strcmp(call, "mknod") == 0) {
        say(mknod(path(words[1]), octal(words[2]), device(words + 3)));
    } else if (strcmp(call, "mknodat") == 0) {
        say(mknodat(descriptor(words[1]), path(words[2]), octal(words[3]), device(words + 4)));
    } else if (strcmp(call, "mkfifo") == 0) {
        say(mkfifo(path(words[1]), octal(words[2])));
    } else if (strcmp(call, "mkfifoat") == 0) {
        say(mkfifoat(descriptor(words[1]), path(words[2]), octal(words[3])));
    } else if (strcmp(call, "umask") == 0) {
        printf("%03o\n", (unsigned)umask(octal(words[1])));
    } else {
        printf("what is %s?\n", call);
    }
}

/* The number of a user or a group; `-` is C's word for no change. */
static unsigned id(const char *word) {
    return strcmp(word, "-") == 0 ? (unsigned)-1 : (unsigned)strtoul(word, NULL, 10);
}

static int flags(const char *word) {
    return strcmp(word, "nofollow") == 0 ? AT_SYMLINK_NOFOLLOW : strcmp(word, "bad") == 0 ? 0x40000000 : 0;
}

static void mode(char **words) {
    const char *call = words[0];
    if (strcmp(call, "chmod") == 0) {
        say(chmod(path(words[1]), octal(words[2])));
    } else if (strcmp(call, "fchmod") == 0) {
        say(fchmod(descriptor(words[1]), octal(words[2])));
    } else {
        say(fchmodat(descriptor(words[1]), path(words[2]), octal(words[3]), flags(words[4])));
    }
}

static void owner(char **words) {
    const char *call = words[0];
    struct stat status = {0};
    if (strcmp(call, "chown") == 0) {
        say(chown(path(words[1]), id(words[2]), id(words[3])));
    } else if (strcmp(call, "lchown") == 0) {
        say(lchown(path(words[1]), id(words[2]), id(words[3])));
    } else if (strcmp(call, "fchown") == 0) {
        say(fchown(descriptor(words[1]), id(words[2]), id(words[3])));
    } else if (strcmp(call, "fchownat") == 0) {
        say(fchownat(descriptor(words[1]), path(words[2]), id(words[3]), id(words[4]), flags(words[5])));
    } else if (lstat(words[1], &status) != 0) {
        say(-1);
    } else {
        printf("%u:%u\n", (unsigned)status.st_uid, (unsigned)status.st_gid);
    }
}

static void status(char **words) {
    struct stat status = {0};
    const char *call = words[0];
    int result = strcmp(call, "stat") == 0    ? stat(path(words[1]), &status)
                 : strcmp(call, "lstat") == 0 ? lstat(path(words[1]), &status)
                 : strcmp(call, "fstat") == 0 ? fstat(descriptor(words[1]), &status)
                                              : fstatat(descriptor(words[1]), path(words[2]), &status,
                                                        strcmp(words[3], "nofollow") == 0 ? AT_SYMLINK_NOFOLLOW : 0);
    say_stat(result, &status);
}

static void other(char **words) {
    const char *call = words[0];
    if (strcmp(call, "open") == 0) {
        say(keep(words[1], open(words[2], O_RDONLY)));
    } else if (strcmp(call, "openat") == 0) {
        say(keep(words[1], openat(descriptor(words[2]), words[3], O_RDONLY | O_DIRECTORY)));
    } else if (strcmp(call, "opendir") == 0) {
        say(keep_dir(words[1], opendir(words[2])));
    } else if (strcmp(call, "fdopendir") == 0) {
        say(keep_dir(words[1], fdopendir(descriptor(words[2]))));
    } else if (strcmp(call, "closedir") == 0) {
        say(closedir(listed[*words[1] - 'a']));
    } else if (strcmp(call, "close") == 0) {
        say(close(descriptor(words[1])));
    } else if (strcmp(call, "list") == 0) {
        list(words[1]);
    } else if (strcmp(call, "chdir") == 0) {
        say(chdir(words[1]));
    } else if (strcmp(call, "rename") == 0) {
        say(rename(words[1], words[2]));
    } else if (strcmp(call, "echo") == 0) {
        echo(words[1]);
    } else if (strcmp(call, "seek") == 0) {
        seek(words[1]);
    } else if (strstr(call, "chmod") != NULL) {
        mode(words);
    } else if (strstr(call, "own") != NULL) {
        owner(words);
    } else if (strstr(call, "stat") != NULL) {
        status(words);
    } else {
        node(words);
    }
}

int main(void) {
    char line[8192];
    here();
    while (fgets(line, sizeof line, stdin) != NULL) {
        char *words[WORDS] = {"", "", "", "", "", ""};
        char *word = strtok(line, " \n");
        for (int i = 0; i < WORDS && word != NULL; i++) {
            words[i] = word;
            word = strtok(NULL, " \n");
        }
        other(words);
    }
    return 0;
}
