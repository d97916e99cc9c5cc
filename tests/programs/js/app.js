// The JavaScript guest of the tests: one component with many commands, because each takes long to compile.

import { getArguments } from 'wasi:cli/environment@0.2.12';

import { describe, make } from './devices.ts';
import { driver } from './driver.js';
import { read, readSync, together, upper, write, writeSync, writeUntilFailure, writeUntilFailureSync } from './fifos.js';
import { own } from './own/index.js';

const COMMANDS = {
  describe,
  driver,
  make,
  own,
  read,
  'read-sync': readSync,
  together,
  upper,
  write,
  'write-sync': writeSync,
  'write-until-failure': writeUntilFailure,
  'write-until-failure-sync': writeUntilFailureSync,
};

export const run = {
  run() {
    const [, command, ...words] = getArguments();
    return COMMANDS[command](...words);
  },
};
