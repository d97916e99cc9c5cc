import { mkfifoSync, openFifoReader } from 'wasi-mknod';

export const run = {
  async run() {
    mkfifoSync('requests', 0o660);
    const reader = openFifoReader('requests').getReader();
    for (let next; !(next = await reader.read()).done; ) {
      console.log('somebody wrote:', new TextDecoder().decode(next.value).trimEnd());
    }
  },
};
