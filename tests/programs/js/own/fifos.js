import { mkfifoSync, mknodSync, openFifoReader, openFifoSync, openFifoWriter } from 'wasi-mknod';

import { equal, throws } from './assert.js';

const text = (bytes) => new TextDecoder().decode(bytes);

async function rejects(promise, expected) {
  let error;
  try {
    await promise;
  } catch (caught) {
    error = caught;
  }
  throws(() => {
    if (error) throw error;
  }, expected);
}

export const tests = {
  no_fifos({ at }) {
    mknodSync(at('file'));
    for (const open of [openFifoReader, openFifoWriter, openFifoSync]) {
      throws(() => open(at('missing')), { code: 'ENOENT', syscall: 'open', path: at('missing') });
      throws(() => open(at('file')), { code: 'EINVAL', syscall: 'open', path: at('file') });
      throws(() => open(5), { code: 'ERR_INVALID_ARG_TYPE' });
    }
    throws(() => openFifoReader(at('.')), { code: 'EINVAL' });
    throws(() => openFifoSync(at('file'), 'a'), { code: 'ERR_INVALID_ARG_TYPE' });
  },

  both_ends_of_one_program({ at }) {
    mkfifoSync(at('fifo'));
    using both = openFifoSync(at('fifo'), 'r+', { nonblocking: true });
    const buffer = new Uint8Array(10);
    throws(() => both.readSync(buffer), { code: 'EAGAIN', errno: -11, syscall: 'read' });
    equal(both.writeSync('snø'), 4);
    equal(both.readSync(buffer), 4);
    equal(text(buffer.subarray(0, 4)), 'snø');
    equal(both.writeSync(new ArrayBuffer(70_000)), 65_536);
    throws(() => both.writeSync('x'), { code: 'EAGAIN', syscall: 'write' });
    throws(() => both.readSync('x'), { code: 'ERR_INVALID_ARG_TYPE' });
    throws(() => both.writeSync(5), { code: 'ERR_INVALID_ARG_TYPE' });
  },

  without_waiting({ at }) {
    mkfifoSync(at('fifo'));
    const options = { nonblocking: true };
    throws(() => openFifoSync(at('fifo'), 'w', options), { code: 'ENXIO', errno: -6, path: at('fifo') });
    using reader = openFifoSync(at('fifo'), 'r', options);
    const buffer = new Uint8Array(10);
    equal(reader.readSync(buffer), 0, 'the end without a writer');
    const writer = openFifoSync(at('fifo'), 'w', options);
    throws(() => reader.readSync(buffer), { code: 'EAGAIN' });
    writer.writeSync('text');
    writer.closeSync();
    writer.closeSync();
    throws(() => writer.writeSync('x'), { code: 'EBADF' });
    equal([reader.readSync(buffer), reader.readSync(buffer)], [4, 0]);
    reader.closeSync();
    throws(() => reader.readSync(buffer), { code: 'EBADF', syscall: 'read' });
  },

  no_reader_any_more({ at }) {
    mkfifoSync(at('fifo'));
    const options = { nonblocking: true };
    const reader = openFifoSync(at('fifo'), 'r', options);
    using writer = openFifoSync(at('fifo'), 'w');
    equal(writer.writeSync('x'), 1);
    reader.closeSync();
    throws(() => writer.writeSync('x'), { code: 'EPIPE', errno: -32, syscall: 'write' });
  },

  async streams({ at }) {
    mkfifoSync(at('fifo'));
    const reader = openFifoReader(at('fifo')).getReader();
    const first = reader.read();
    const writer = openFifoWriter(at('fifo')).getWriter();
    await writer.write('one');
    equal(text((await first).value), 'one');
    const second = reader.read();
    await writer.write(new TextEncoder().encode('two'));
    equal(text((await second).value), 'two');
    const third = reader.read();
    await writer.close();
    equal((await third).done, true);
  },

  async a_stream_that_is_cancelled_while_it_waits({ at }) {
    mkfifoSync(at('fifo'));
    const reader = openFifoReader(at('fifo')).getReader();
    const read = reader.read();
    await new Promise((resolve) => setTimeout(resolve, 1));
    await reader.cancel();
    equal((await read).done, true);
    throws(() => openFifoSync(at('fifo'), 'w', { nonblocking: true }), { code: 'ENXIO' });
  },

  async a_stream_that_is_aborted({ at }) {
    mkfifoSync(at('fifo'));
    const writer = openFifoWriter(at('fifo')).getWriter();
    await writer.abort(new Error('over'));
    await rejects(writer.write('more'), { message: 'over' });
    using reader = openFifoSync(at('fifo'), 'r', { nonblocking: true });
    equal(reader.readSync(new Uint8Array(1)), 0);
  },

  async a_stream_without_its_reader({ at }) {
    mkfifoSync(at('fifo'));
    const reader = openFifoSync(at('fifo'), 'r', { nonblocking: true });
    const writer = openFifoWriter(at('fifo')).getWriter();
    await writer.write('x');
    reader.closeSync();
    await rejects(writer.write('x'), { code: 'EPIPE', syscall: 'write' });
    await rejects(writer.write('x'), { code: 'EPIPE' });
  },
};
