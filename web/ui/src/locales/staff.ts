/** The texts of the staff application. English is the measure: TypeScript knows its keys, and a test compares. */
import callbacks from "./en/callbacks.json";
import channels from "./en/channels.json";
import common from "./en/common.json";
import conversation from "./en/conversation.json";
import day from "./en/day.json";
import house from "./en/house.json";
import customers from "./en/customers.json";
import desk from "./en/desk.json";
import faults from "./en/faults.json";
import floor from "./en/floor.json";
import flows from "./en/flows.json";
import login from "./en/login.json";
import person from "./en/person.json";
import queues from "./en/queues.json";
import rooms from "./en/rooms.json";
import type { Language } from "./languages";

export const staffTexts = {
  en: { common, login, desk, customers, callbacks, floor, flows, faults, person, queues, rooms, channels, conversation, day, house },
};

/** The other languages come when they are chosen: nobody loads the texts of four. */
const further = import.meta.glob<Record<string, unknown>>(
  ["./*/*.json", "!./en/*.json", "!./*/widget.json", "!./*/call.json", "!./*/phone.json", "!./*/shop.json", "!./*/loader.json"],
  { import: "default" },
);

/** The texts of one language, by namespace; none for English, which is here already. */
export async function textsOf(language: Language): Promise<Record<string, Record<string, unknown>>> {
  const files = Object.entries(further).filter(([path]) => path.startsWith(`./${language}/`));
  const loaded = files.map(async ([path, load]) => [path.slice(language.length + 3, -".json".length), await load()] as const);
  return Object.fromEntries(await Promise.all(loaded));
}
