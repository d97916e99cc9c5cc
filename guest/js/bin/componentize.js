#!/usr/bin/env node
// Makes a component of a program in JavaScript or TypeScript that uses the package wasi-mknod.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const USAGE = `usage: wasi-mknod-componentize [--wit FOLDER] [--world NAME] PROGRAM.js|PROGRAM.ts -o COMPONENT.wasm

The program exports \`run\`, an object with a function \`run\`. Modules that it imports become part of the component.
--wit and --world choose another world than \`command\` of this package, which exports wasi:cli/run.`;

const WIT = fileURLToPath(new URL('../wit', import.meta.url));

// An error of the program would end it without a word.
const ENTRY = (program) => `import * as program from ${JSON.stringify(program)};
export * from ${JSON.stringify(program)};
export const run = {
  async run() {
    try {
      return await program.run.run();
    } catch (error) {
      console.error(error instanceof Error ? \`\${error}\\n\${error.stack}\` : \`uncaught: \${error}\`);
      throw undefined;
    }
  },
};
`;

class UsageError extends Error {}

function readArguments() {
  try {
    const options = {
      output: { type: 'string', short: 'o' },
      wit: { type: 'string', default: WIT },
      world: { type: 'string', default: 'command' },
      help: { type: 'boolean', short: 'h', default: false },
    };
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    if (values.help) return undefined;
    if (positionals.length !== 1) throw new Error('one program is to be named');
    if (values.output === undefined) throw new Error('-o is to name the component');
    return { ...values, program: resolve(positionals[0]) };
  } catch (error) {
    throw new UsageError(error.message);
  }
}

async function tool(name) {
  try {
    return await import(name);
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new Error(`it takes the package ${name}: \`npm install ${name}\``);
  }
}

/** One module of the program and all that it imports, without what the host has. */
async function bundle(program, folder) {
  const { rolldown } = await tool('rolldown');
  const entry = join(folder, 'entry.js');
  await writeFile(entry, ENTRY(program));
  const build = await rolldown({ input: entry, external: /^[a-z][a-z0-9-]*:[a-z]/, logLevel: 'warn' });
  const file = join(folder, 'program.js');
  await build.write({ file, format: 'esm', codeSplitting: false });
  await build.close();
  return file;
}

async function main() {
  const options = readArguments();
  if (options === undefined) return console.log(USAGE);
  const { componentize } = await tool('@bytecodealliance/componentize-js');
  const folder = await mkdtemp(join(tmpdir(), 'wasi-mknod-'));
  try {
    const { component } = await componentize({
      sourcePath: await bundle(options.program, folder),
      witPath: resolve(options.wit),
      worldName: options.world,
      disableFeatures: ['http', 'fetch-event'],
    });
    await writeFile(options.output, component);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof UsageError ? `${error.message}\n${USAGE}` : `error: ${error.message}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
