/** The tree of dispositions as lines with a depth, and what moving or removing one does to it. Pure. */
import type { DispositionIn, DispositionOut } from "../api/schema";

export type Disposition = Required<Omit<DispositionIn, "fields">> & { fields: DispositionOut["fields"] };

export interface Branch {
  kind: Disposition;
  depth: number;
  /** Whether it is the first, or the last, of those beneath the same branch. */
  first: boolean;
  last: boolean;
  leaf: boolean;
}

/** Every disposition beneath `parent`, each followed by what is beneath it. */
export function branches(kinds: readonly Disposition[], parent = "", depth = 0): Branch[] {
  const here = kinds.filter((kind) => kind.parent === parent);
  return here.flatMap((kind, index) => {
    const beneath = branches(kinds, kind.key, depth + 1);
    const place = { first: index === 0, last: index === here.length - 1 };
    return [{ kind, depth, ...place, leaf: beneath.length === 0 }, ...beneath];
  });
}

/** Among its own: the order of the others stays. */
export function movedAmongOwn(kinds: readonly Disposition[], kind: Disposition, by: number): Disposition[] {
  const own = kinds.filter((each) => each.parent === kind.parent);
  const other = own[own.indexOf(kind) + by];
  if (!other) return [...kinds];
  return kinds.map((each) => (each === kind ? other : each === other ? kind : each));
}

/** Without it, and without all that is beneath it. */
export function without(kinds: readonly Disposition[], key: string): Disposition[] {
  const gone = new Set([key, ...branches(kinds, key).map(({ kind }) => kind.key)]);
  return kinds.filter((kind) => !gone.has(kind.key));
}

/** Those that a contact of this queue can end with: the leaves, each with the names on the way to it. */
export function endings(kinds: readonly Disposition[], queue: string): { kind: Disposition; way: Disposition[] }[] {
  const open = kinds.filter((kind) => kind.queue === "" || kind.queue === queue);
  const byKey = new Map(open.map((kind) => [kind.key, kind]));
  return branches(open)
    .filter(({ leaf, kind }) => leaf && !kinds.some((each) => each.parent === kind.key))
    .map(({ kind }) => {
      const way: Disposition[] = [];
      for (let above = byKey.get(kind.parent); above; above = byKey.get(above.parent)) way.unshift(above);
      return { kind, way };
    });
}
