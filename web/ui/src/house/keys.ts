/** The key under which a new break or disposition is kept: a word of its English name, unlike all others. Pure. */
export function keyFor(names: Record<string, string>, taken: readonly string[]): string {
  const word = (names.en ?? "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+|_+$/g, "")
    .slice(0, 32);
  const stem = word || "own";
  let key = word || "own_1";
  for (let number = 2; taken.includes(key); number += 1) key = `${stem}_${String(number)}`;
  return key;
}

/** The list with the entry at `from` one place further up (−1) or down (1). Pure. */
export function moved<Entry>(list: readonly Entry[], from: number, by: number): Entry[] {
  const next = [...list];
  const [entry] = next.splice(from, 1);
  if (entry !== undefined) next.splice(from + by, 0, entry);
  return next;
}
