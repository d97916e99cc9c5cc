import { mkfifoSync, openFifoReader } from 'wasi-mknod';

export const run = {
  async run() {
    mkfifoSync('requests', 0o660);
    const reader = openFifoReader('requests').getReader();
    const decoder = new TextDecoder();
    let rest = '';
    for (let next; !(next = await reader.read()).done; ) {
      const lines = (rest + decoder.decode(next.value, { stream: true })).split('\n');
      rest = lines.pop();
      for (const line of lines) console.log('somebody wrote:', line);
    }
  },
};
