/** Reading the JSON schema of a node kind: what its fields are, and how each is best shown. Pure. */
import { isRecord } from "./flow";

export interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly names_node?: boolean;
}

/** How a field is edited. `value` is text, number or yes/no at will; `json` is what nothing better fits. */
export type Shape =
  | "way"
  | "prompt"
  | "texts"
  | "words"
  | "pairs"
  | "yes-no"
  | "number"
  | "choice"
  | "text"
  | "strings"
  | "list"
  | "object"
  | "value"
  | "json";

export interface Field {
  readonly name: string;
  readonly shape: Shape;
  /** Without references and without the branch for null. */
  readonly schema: Schema;
  /** The name of the model it came from, such as `Prompt` or `MenuOption`; empty for plain values. */
  readonly model: string;
  readonly description: string;
  readonly required: boolean;
  readonly nullable: boolean;
}

/** One kind of node, with all that the server says of it. */
export interface Kind {
  readonly kind: string;
  readonly title: string;
  readonly doc: string;
  readonly schema: Schema;
}

export type Kinds = ReadonlyMap<string, Kind>;

/** Never edited as fields: the form shows them at its head. */
const HEAD = new Set(["key", "kind", "title"]);

/** The fields of an object's schema, in the schema's order. `root` holds the definitions that references name. */
export function fieldsOf(schema: Schema, root: Schema, without: ReadonlySet<string> = HEAD): Field[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {})
    .filter(([name]) => !without.has(name))
    .map(([name, given]) => fieldOf(name, given, root, required.has(name)));
}

export function fieldOf(name: string, given: Schema, root: Schema, required: boolean): Field {
  const branches = (given.anyOf ?? given.oneOf ?? []).filter((branch) => branch.type !== "null");
  const nullable = branches.length < (given.anyOf ?? given.oneOf ?? []).length;
  const only = branches.length === 1 ? branches[0] : undefined;
  const bare = only ?? given;
  const schema = resolve(bare, root);
  const model = bare.$ref?.split("/").at(-1) ?? "";
  const shape = given.names_node === true ? "way" : shapeOf(schema, model, branches.length > 1, root);
  return { name, shape, schema, model, description: given.description ?? "", required, nullable };
}

export function resolve(schema: Schema, root: Schema): Schema {
  const name = schema.$ref?.split("/").at(-1);
  return name === undefined ? schema : (root.$defs?.[name] ?? {});
}

function shapeOf(schema: Schema, model: string, several: boolean, root: Schema): Shape {
  if (model === "Prompt") return "prompt";
  if (model === "Texts") return "texts";
  if (several) return "value";
  if (schema.enum) return "choice";
  switch (schema.type) {
    case "boolean":
      return "yes-no";
    case "integer":
    case "number":
      return "number";
    case "string":
      return "text";
    case "array":
      return schema.items && resolve(schema.items, root).properties ? "list" : "strings";
    case "object":
      return shapeOfObject(schema);
    default:
      return "json";
  }
}

function shapeOfObject(schema: Schema): Shape {
  if (schema.properties && Object.keys(schema.properties).length > 0) return "object";
  if (!isRecord(schema.additionalProperties)) return "json";
  return schema.additionalProperties.type === "array" ? "words" : schema.additionalProperties.type === "string" ? "pairs" : "json";
}

/** A new object that has what the schema demands, and nothing else. */
export function blank(schema: Schema, root: Schema): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  for (const name of schema.required ?? []) {
    const given = schema.properties?.[name];
    if (given && !given.names_node) made[name] = blankValue(fieldOf(name, given, root, true), root);
  }
  return made;
}

/** A new item for a list; a new option takes the next free key, and the last of them is 0. */
export function fresh(schema: Schema, root: Schema, beside: readonly Readonly<Record<string, unknown>>[]): Record<string, unknown> {
  const made = blank(schema, root);
  if (!("key" in made)) return made;
  const taken = new Set(beside.map((item) => item.key));
  return { ...made, key: [..."123456789*#0"].find((key) => !taken.has(key)) ?? "" };
}

export function blankValue(field: Field, root: Schema): unknown {
  if (field.schema.default !== undefined) return field.schema.default;
  switch (field.shape) {
    case "prompt":
    case "texts":
    case "words":
    case "pairs":
    case "json":
      return {};
    case "list":
      return (field.schema.minItems ?? 0) > 0 && field.schema.items
        ? [fresh(resolve(field.schema.items, root), root, [])]
        : [];
    case "strings":
      return [];
    case "object":
      return blank(field.schema, root);
    case "yes-no":
      return false;
    case "number":
      return field.schema.minimum ?? 0;
    case "choice":
      return field.schema.enum?.[0];
    default:
      return "";
  }
}
