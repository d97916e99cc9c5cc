import { subscribeDuration } from 'wasi:clocks/monotonic-clock@0.2.12';
import { poll } from 'wasi:io/poll@0.2.12';

/** @typedef {import('wasi:io/poll@0.2.12').Pollable} Pollable */

// A call to the host stops the whole program, so that timers of the program run after at most so many nanoseconds.
const TURN = 10_000_000n;

/** @type {Set<Wait>} */
const waits = new Set();
let isScheduled = false;

/** Waits for a pollable without stopping the rest of the program. */
export class Wait {
  /** @type {Pollable} */
  #pollable;
  /** @type {() => void} */
  #resolve = () => {};

  /** @param {Pollable} pollable What is dropped when the wait is over. */
  constructor(pollable) {
    this.#pollable = pollable;
    /** @type {Promise<void>} Fulfilled when the pollable is ready, or when the wait was ended. */
    this.over = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    waits.add(this);
    schedule();
  }

  /** Ends the wait, if it is not over. */
  end() {
    if (!waits.delete(this)) return;
    this.#pollable[Symbol.dispose]();
    this.#resolve();
  }

  /** @param {Wait[]} all */
  static pollables(all) {
    return all.map((wait) => wait.#pollable);
  }
}

/**
 * Waits for a pollable, and stops the whole program until it is ready.
 *
 * @param {Pollable} pollable
 */
export function block(pollable) {
  try {
    pollable.block();
  } finally {
    pollable[Symbol.dispose]();
  }
}

function schedule() {
  if (isScheduled || waits.size === 0) return;
  isScheduled = true;
  // Not a microtask: whatever else the program has to do comes first.
  setTimeout(look, 0);
}

function look() {
  isScheduled = false;
  const all = [...waits];
  if (all.length === 0) return;
  const timer = subscribeDuration(TURN);
  try {
    for (const index of poll([...Wait.pollables(all), timer])) all[index]?.end();
  } finally {
    timer[Symbol.dispose]();
  }
  schedule();
}
