// Programs that read and write FIFOs, by streams and by calls that wait.

import { openFifoReader, openFifoSync, openFifoWriter } from 'wasi-mknod';

/** The chunks of a FIFO. */
async function* chunks(path) {
  const reader = openFifoReader(path).getReader();
  for (let next; !(next = await reader.read()).done; ) yield next.value;
}

async function text(path) {
  const decoder = new TextDecoder();
  let all = '';
  for await (const chunk of chunks(path)) all += decoder.decode(chunk, { stream: true });
  return all;
}

export async function read(path) {
  console.log(await text(path));
}

export function readSync(path) {
  using fifo = openFifoSync(path);
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(4);
  let all = '';
  for (let length; (length = fifo.readSync(buffer)) > 0; ) {
    all += decoder.decode(buffer.subarray(0, length), { stream: true });
  }
  console.log(all);
}

function lines(count) {
  return Array.from({ length: Number(count) }, (_, number) => `line ${number}\n`).join('');
}

export async function write(path, count) {
  const writer = openFifoWriter(path).getWriter();
  await writer.write(lines(count));
  await writer.close();
}

export function writeSync(path, count) {
  const fifo = openFifoSync(path, 'w');
  const all = new TextEncoder().encode(lines(count));
  if (fifo.writeSync(all) !== all.length) throw new Error('a part only was written');
  fifo.closeSync();
}

export async function writeUntilFailure(path) {
  const writer = openFifoWriter(path).getWriter();
  try {
    for (;;) await writer.write(new Uint8Array(4096));
  } catch (error) {
    console.log(error.code, error.syscall);
  }
}

export function writeUntilFailureSync(path) {
  using fifo = openFifoSync(path, 'w');
  try {
    for (;;) fifo.writeSync(new Uint8Array(4096));
  } catch (error) {
    console.log(error.code, error.syscall);
  }
}

export async function upper(from, to) {
  const decoder = new TextDecoder();
  const upper = new TransformStream({
    transform: (chunk, controller) => controller.enqueue(decoder.decode(chunk, { stream: true }).toUpperCase()),
  });
  await openFifoReader(from).pipeThrough(upper).pipeTo(openFifoWriter(to));
}

/** Reads two FIFOs at once, while timers run. */
export async function together(one, other) {
  let turns = 0;
  let over = false;
  const count = () => {
    turns += 1;
    if (!over) setTimeout(count, 1);
  };
  count();
  const both = await Promise.all([text(one), text(other)]);
  over = true;
  console.log(both.join('|'), turns > 1);
}
