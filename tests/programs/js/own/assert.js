// What the tests compare with.

export function equal(actual, expected, message = '') {
  const [one, other] = [actual, expected].map((value) =>
    JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? `${part}n` : part)),
  );
  if (one !== other) throw new Error(`${message} is ${one} and not ${other}`);
}

/** The error that `call` throws, which has at least the properties of `expected`. */
export function throws(call, expected, message = '') {
  try {
    call();
  } catch (error) {
    for (const [name, value] of Object.entries(expected)) equal(error[name], value, `${message} ${name} of ${error}`);
    return error;
  }
  throw new Error(`${message} succeeds`);
}
