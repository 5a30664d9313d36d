/** Who hears whom in a call with guests, as one word. Pure. */
import type { Contact } from "../api/schema";

export type Together = "ringing" | "notThere" | "aside" | "withCaller" | "all";

/** `aside`: the agent speaks with the guests, and the caller hears music; `withCaller` is the other way round. */
export function together(contact: Pick<Contact, "state" | "guests">): Together {
  const states = contact.guests.map((guest) => guest.state);
  if (states.includes("talking")) return contact.state === "talking" ? "all" : "aside";
  if (states.includes("held")) return "withCaller";
  return states.includes("ringing") ? "ringing" : "notThere";
}
