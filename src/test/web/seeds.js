/** Numbers that look random, the same for the same seed (mulberry32). @param {number} seed */
export function random(seed) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return {
    /** From 0 to `bound`, which is not reached. @param {number} bound */
    below: (bound) => Math.floor(next() * bound),
    /** @template T @param {readonly T[]} list */
    of: (list) => list[Math.floor(next() * list.length)],
  };
}
