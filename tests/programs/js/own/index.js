// Tests of the package, each in a directory of its own, with a line of output for each.

import { getDirectories } from 'wasi:filesystem/preopens@0.2.12';

import { tests as args } from './arguments.js';
import { tests as attributes } from './attributes.js';
import { tests as devices } from './devices.js';
import { tests as fifos } from './fifos.js';
import { tests as nodes } from './nodes.js';
import { tests as stats } from './stats.js';

const MODULES = { arguments: args, attributes, devices, fifos, nodes, stats };

export async function own(module) {
  const [[root]] = getDirectories().filter(([, name]) => name === '/');
  for (const [name, test] of Object.entries(MODULES[module])) {
    root.createDirectoryAt(name);
    try {
      await test({ at: (path) => `/${name}/${path}`, dir: root.openAt({}, name, { directory: true }, { read: true, mutateDirectory: true }) });
      console.log(`passed\t${name}`);
    } catch (error) {
      console.log(`failed\t${name}\t${error} | ${String(error?.stack).replaceAll('\n', ' | ')}`);
    }
  }
}
