/* WASI has strings where Unix has bytes, and a host ends a program that gives it other bytes. */

#include "internal.h"

/* The number of bytes after `first` in a character, and the range of the one that follows it; -1 if no character
   begins with `first`. */
static int tail(unsigned char first, unsigned char *least, unsigned char *most) {
    /* Neither longer than it need be, nor half of a surrogate pair, nor beyond the last character. */
    *least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    *most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (first < 0x80) {
        return 0;
    }
    if (first < 0xc2 || first > 0xf4) {
        return -1;
    }
    return first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
}

bool __wasi_mknod_is_utf8(const unsigned char *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        unsigned char least, most;
        int more = tail(bytes[i], &least, &most);
        if (more < 0 || (size_t)more >= length - i) {
            return false;
        }
        for (; more > 0; more--) {
            i++;
            if (bytes[i] < least || bytes[i] > most) {
                return false;
            }
            least = 0x80;
            most = 0xbf;
        }
    }
    return true;
}
