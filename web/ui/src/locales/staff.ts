/** The texts of the staff application. English is the measure: TypeScript knows its keys, and a test compares. */
import callbacks from "./en/callbacks.json";
import type changes from "./en/changes.json";
import type channels from "./en/channels.json";
import common from "./en/common.json";
import conversation from "./en/conversation.json";
import type day from "./en/day.json";
import house from "./en/house.json";
import customers from "./en/customers.json";
import desk from "./en/desk.json";
import type faults from "./en/faults.json";
import type floor from "./en/floor.json";
import type flows from "./en/flows.json";
import type hotlines from "./en/hotlines.json";
import type imports from "./en/imports.json";
import login from "./en/login.json";
import person from "./en/person.json";
import type people from "./en/people.json";
import type queues from "./en/queues.json";
import rooms from "./en/rooms.json";
import type studio from "./en/studio.json";
import type { Language } from "./languages";

/** What every page needs: English is here, since it stands in for whatever another language lacks. */
export const staffTexts = {
  en: { common, login, desk, customers, callbacks, person, rooms, conversation, house },
};

/** What some pages need, by the name of its file: it comes with them, in English as in every other language. */
export interface PageTexts {
  changes: typeof changes;
  channels: typeof channels;
  day: typeof day;
  faults: typeof faults;
  floor: typeof floor;
  flows: typeof flows;
  hotlines: typeof hotlines;
  imports: typeof imports;
  people: typeof people;
  queues: typeof queues;
  studio: typeof studio;
}

/** Nobody loads the texts of four languages, or of pages that they do not open. */
const files = import.meta.glob<Record<string, unknown>>(
  ["./*/*.json", "!./*/widget.json", "!./*/call.json", "!./*/phone.json", "!./*/shop.json", "!./*/loader.json"],
  { import: "default" },
);

export const EVERYWHERE: readonly string[] = Object.keys(staffTexts.en);

/** Some texts of one language. */
export async function textsOf(language: Language, namespace: string): Promise<Record<string, unknown>> {
  const load = files[`./${language}/${namespace}.json`];
  if (!load) throw new Error(`there are no texts ${language}/${namespace}.json`);
  return await load();
}
