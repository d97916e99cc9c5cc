// Programs that read and write FIFOs, by streams and by calls that wait.

import { mkfifoSync, openFifoReader, openFifoSync, openFifoWriter } from 'wasi-mknod';

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

/** Reads two FIFOs at once. Timers run while both are waited for, and then the FIFO `sign` is created. */
export async function together(one, other, sign) {
  const both = Promise.all([text(one), text(other)]);
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setTimeout(resolve, 1));
  mkfifoSync(sign);
  console.log((await both).join('|'));
}
