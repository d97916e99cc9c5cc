/* Makes a FIFO and says what others write into it, until the last of them has gone. */

#include <stdio.h>
#include <sys/stat.h>

int main(int argc, char **argv) {
    const char *path = argc > 1 ? argv[1] : "requests";
    if (mkfifo(path, 0660) != 0) {
        perror(path);
        return 1;
    }
    FILE *requests = fopen(path, "r");
    if (requests == NULL) {
        perror(path);
        return 1;
    }
    char line[256];
    while (fgets(line, sizeof line, requests) != NULL) {
        printf("somebody wrote: %s", line);
    }
    return fclose(requests) == 0 ? 0 : 1;
}
