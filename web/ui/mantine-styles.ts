/** Mantine's style sheet without the components that nobody uses: it keeps the order in which they override each other. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Plugin } from "vite";

const here = import.meta.dirname;
const CORE = join(here, "node_modules/@mantine/core");
const WHOLE = "@mantine/core/styles.layer.css";

/** In a build only: while one works on a page, all of it is there. */
export function mantineStyles(): Plugin {
  return {
    name: "mantine-styles",
    apply: "build",
    enforce: "pre",
    transform(code, id) {
      if (!id.endsWith(WHOLE)) return null;
      const used = usedComponents();
      return { code: components().reduce((text, name) => (used.has(name) ? text : text.replace(stylesOf(name), "")), code), map: null };
    },
  };
}

/** What has a style sheet of its own; those in lower case are for all of them. */
function components(): string[] {
  const files = readdirSync(join(CORE, "styles")).filter((file) => /^[A-Z].*\.layer\.css$/.test(file));
  return files.map((file) => file.slice(0, -".layer.css".length));
}

/** Exactly as it stands in the whole sheet, within its layer. */
function stylesOf(component: string): string {
  const text = readFileSync(join(CORE, "styles", `${component}.layer.css`), "utf8").trim();
  return text.slice("@layer mantine {".length, -"}".length).trim();
}

/** Every component that our pages import, or Mantine's notifications, and all that is made of. */
function usedComponents(): Set<string> {
  const index = readFileSync(join(CORE, "esm/index.mjs"), "utf8");
  const homes = new Map([...index.matchAll(/import \{([^}]+)\} from "(\.[^"]+)"/g)].flatMap(([, names = "", path = ""]) => namesIn(names).map((name) => [name, path])));
  const ours = [...sources(join(here, "src")), ...sources(join(here, "node_modules/@mantine/notifications/esm"))];
  const wanted = ours.flatMap((file) => [...readFileSync(file, "utf8").matchAll(/import \{([^}]+)\} from "@mantine\/core"/g)].flatMap(([, names = ""]) => namesIn(names)));
  const ahead = wanted.flatMap((name) => homes.get(name) ?? []).map((path) => resolve(CORE, "esm", path));
  const seen = new Set<string>();
  for (let file = ahead.pop(); file !== undefined; file = ahead.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    for (const [, path = ""] of readFileSync(file, "utf8").matchAll(/ from "(\.[^"]+)"/g)) ahead.push(resolve(dirname(file), path));
  }
  return new Set([...seen].flatMap((file) => /(\w+)\.module\.mjs$/.exec(file)?.[1] ?? []));
}

function namesIn(list: string): string[] {
  return list.split(",").map((name) => name.trim().replace(/ as .*/, "")).filter((name) => name !== "" && !name.startsWith("type "));
}

function sources(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => /\.(tsx?|mjs)$/.test(file));
  return files.map((file) => join(folder, file));
}
