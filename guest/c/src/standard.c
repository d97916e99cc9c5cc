/* The readiness of the standard streams. The layer between WASI 0.1 and 0.2 has them as well, and hides its handles; it
   is the same streams that the host gives here. */

#include "standard.h"

#include <poll.h>

#define STREAMS 3

/* The direction in which a stream carries bytes. */
static short direction(int number) {
    return number == 0 ? POLLIN : POLLOUT;
}

static wasi_io_poll_own_pollable_t subscribe_input(void) {
    static wasi_io_streams_own_input_stream_t stream;
    static bool there;
    if (!there) {
        stream = wasi_cli_stdin_get_stdin();
        there = true;
    }
    return wasi_io_streams_method_input_stream_subscribe(wasi_io_streams_borrow_input_stream(stream));
}

static wasi_io_poll_own_pollable_t subscribe_output(int number) {
    static wasi_io_streams_own_output_stream_t streams[STREAMS];
    static bool there[STREAMS];
    if (!there[number]) {
        streams[number] = number == 1 ? wasi_cli_stdout_get_stdout() : wasi_cli_stderr_get_stderr();
        there[number] = true;
    }
    return wasi_io_streams_method_output_stream_subscribe(wasi_io_streams_borrow_output_stream(streams[number]));
}

bool __wasi_mknod_standard_subscribe(int number, short asked, wasi_io_poll_own_pollable_t *pollable) {
    if ((asked & direction(number)) == 0) {
        return false;
    }
    *pollable = number == 0 ? subscribe_input() : subscribe_output(number);
    return true;
}

short __wasi_mknod_standard_events(int number) {
    wasi_io_poll_own_pollable_t pollable;
    if (!__wasi_mknod_standard_subscribe(number, direction(number), &pollable)) {
        return 0;
    }
    bool ready = wasi_io_poll_method_pollable_ready(wasi_io_poll_borrow_pollable(pollable));
    wasi_io_poll_pollable_drop_own(pollable);
    return ready ? direction(number) : 0;
}
