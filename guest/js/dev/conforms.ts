// The published declarations are true of the source.

import * as actual from '../src/index.js';
import type * as declared from '../types/index.js';

actual satisfies typeof declared;
