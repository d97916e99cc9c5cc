/* What is known of character devices by their numbers, which WASI does not tell. */

#include "special.h"

/* The numbers of Linux, from its list of devices: "Linux allocated devices (4.x+ version)". */

/* The devices of memory: null, zero, full, random and urandom. The others of that number do have places. */
#define MEMORY 1

bool __wasi_mknod_is_memory(const struct special *special) {
    const wasi_mknod_filesystem_types_file_type_t *type = &special->node.file_type;
    if (type->tag != WASI_MKNOD_FILESYSTEM_TYPES_FILE_TYPE_CHARACTER_DEVICE ||
        type->val.character_device.major != MEMORY) {
        return false;
    }
    switch (type->val.character_device.minor) {
    case 3:
    case 5:
    case 7:
    case 8:
    case 9:
        return true;
    default:
        return false;
    }
}

bool __wasi_mknod_is_terminal(const struct special *special) {
    const wasi_mknod_filesystem_types_file_type_t *type = &special->node.file_type;
    if (!special->stream || type->tag != WASI_MKNOD_FILESYSTEM_TYPES_FILE_TYPE_CHARACTER_DEVICE) {
        return false;
    }
    switch (type->val.character_device.major) {
    case 2:   /* pseudo-terminals of BSD, the side of a program that makes one */
    case 3:   /* and the other side */
    case 4:   /* virtual consoles and serial ports */
    case 5:   /* /dev/tty, /dev/console and /dev/ptmx */
    case 166: /* modems at USB */
    case 188: /* serial ports at USB */
    case 204: /* serial ports of single boards */
    case 216: /* Bluetooth */
    case 229: /* consoles of hypervisors */
        return true;
    default:
        /* Pseudo-terminals of Unix98. */
        return type->val.character_device.major >= 128 && type->val.character_device.major <= 143;
    }
}
