import { End } from './end.js';
import { toBytes } from './fifo.js';
import { Wait } from './wait.js';

/** @typedef {import('./arguments.js').PathLike} PathLike */

/** So many bytes at most are one chunk. */
const CHUNK = 65536;

/** An end of a FIFO that is waited for without stopping the rest of the program. */
class AsyncEnd extends End {
  /** @type {Wait | undefined} */
  #wait;

  /**
   * Repeats `call` until it answers, and waits for `events` in between. The answer is none if the end was closed.
   *
   * @template T
   * @param {import('./end.js').Events} events
   * @param {() => T | undefined} call
   * @returns {Promise<T | undefined>}
   */
  async until(events, call) {
    while (!this.closed) {
      const answer = call();
      if (answer !== undefined) return answer;
      this.#wait = new Wait(this.subscribe(events));
      await this.#wait.over;
    }
    return undefined;
  }

  /** Waits for the other end. */
  connected() {
    return this.until({ connected: true }, () => this.isConnected() || undefined);
  }

  close() {
    this.#wait?.end();
    super.close();
  }
}

/**
 * Opens a FIFO for reading.
 *
 * The stream waits for the first writer, and ends when the last one has closed the FIFO. Nothing is read before it is
 * asked for. To cancel the stream closes the FIFO.
 *
 * @param {PathLike} path
 * @returns {ReadableStream<Uint8Array>}
 * @throws {ErrnoError} As `open(2)`, and `EINVAL` if it is no FIFO.
 */
export function openFifoReader(path) {
  const end = new AsyncEnd(path, { read: true });
  return new ReadableStream(
    {
      pull: (controller) =>
        closingOnError(end, async () => {
          await end.connected();
          const bytes = await end.until({ readable: true }, () => end.read(CHUNK));
          if (bytes === undefined) return;
          if (bytes.length > 0) return controller.enqueue(bytes);
          end.close();
          controller.close();
        }),
      cancel: () => end.close(),
    },
    { highWaterMark: 0 },
  );
}

/**
 * Opens a FIFO for writing.
 *
 * The stream waits for the first reader. A write is done when its bytes are in the FIFO, and fails with `EPIPE` if the
 * last reader has gone. A chunk of at most 4096 bytes (`PIPE_BUF`) is one record. To close or to abort the stream closes
 * the FIFO.
 *
 * @param {PathLike} path
 * @returns {WritableStream<Uint8Array | ArrayBuffer | ArrayBufferView | string>} Strings are written as UTF-8.
 * @throws {ErrnoError} As `open(2)`, and `EINVAL` if it is no FIFO.
 */
export function openFifoWriter(path) {
  const end = new AsyncEnd(path, { write: true });
  return new WritableStream({
    start: (controller) => {
      // A write that waits is to end with the stream. The engine of componentize-js has no such signal yet: there, to
      // abort waits for the write.
      controller.signal?.addEventListener('abort', () => end.close());
    },
    write: (data) =>
      closingOnError(end, async () => {
        await end.connected();
        let rest = toBytes(data);
        while (rest.length > 0 && !end.closed) {
          const written = await end.until({ writable: true }, () => end.write(rest));
          rest = rest.subarray(written ?? 0);
        }
      }),
    close: () => end.close(),
    abort: () => end.close(),
  });
}

/**
 * @param {End} end
 * @param {() => Promise<void>} work
 */
async function closingOnError(end, work) {
  try {
    await work();
  } catch (error) {
    end.close();
    throw error;
  }
}
