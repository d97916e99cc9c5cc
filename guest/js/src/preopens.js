// Which preopened directory a path belongs to, decided as wasi-libc does. Names are compared as they are written, `.` and
// `..` inside a path are left to the host, and a preopened directory named `dev/` does not match `dev`.

/**
 * Turns the name of a preopened directory into a prefix for `find`: no leading `/` and `./`, and nothing for `.`.
 *
 * @param {string} name
 * @returns {string}
 */
export function prefix(name) {
  const rest = name.replace(/^(\.?\/)+/, '');
  return rest === '.' ? '' : rest;
}

/**
 * Puts the directory `current` in front of a relative path that is not empty.
 *
 * @param {string} current
 * @param {string} path
 * @returns {string}
 */
export function absolute(current, path) {
  const rest = path.startsWith('./') ? path.slice(2) : path;
  if (rest === '' || rest === '.') return current;
  return `${current}${current.endsWith('/') ? '' : '/'}${rest}`;
}

/**
 * Finds the longest of `prefixes` that the absolute `path` starts with, the last one if several are the same.
 *
 * @param {string[]} prefixes
 * @param {string} path
 * @returns {{ index: number, rest: string } | undefined} The index of the prefix and the rest of the path, `.` if there
 *   is none.
 */
export function find(prefixes, path) {
  const names = path.replace(/^\/+/, '');
  let index = -1;
  prefixes.forEach((candidate, number) => {
    if (matches(candidate, names) && (index < 0 || candidate.length >= prefixes[index].length)) index = number;
  });
  if (index < 0) return undefined;
  return { index, rest: names.slice(prefixes[index].length).replace(/^\/+/, '') || '.' };
}

/**
 * Only whole components match: `dev` is no prefix of `device`.
 *
 * @param {string} candidate
 * @param {string} path
 */
function matches(candidate, path) {
  const name = candidate.replace(/\/+$/, '');
  return path.startsWith(candidate) && (candidate === '' || path.length === name.length || path[name.length] === '/');
}
