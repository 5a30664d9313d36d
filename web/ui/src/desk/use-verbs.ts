/** What an agent does with the contact in hand: the same functions serve the buttons and the keyboard. */
import { useMemo } from "react";
import { useHouse } from "../api/house";
import { acceptOffer, callVerb, closeConversation, declineOffer, type PresenceWish, setPresence } from "../api/actions";
import { useAct } from "../api/act";
import { keys } from "../api/keys";
import { roomVerb } from "../api/rooms";
import { useAgentDesk } from "./provider";

/** Asks the offer on the screen for the reason why it is declined. */
export const ASK_WHY = "threadline:ask-why";

export interface Verbs {
  accept: () => void;
  /** Pass the offer on. Where the house wants to know why, and no reason is given, it is asked for. */
  decline: (reason?: string) => void;
  mute: () => void;
  hold: () => void;
  hangUp: () => void;
  close: () => void;
  presence: (presence: PresenceWish, reason?: string) => void;
  /** Names of the acts that are on their way, to show them as such. */
  busy: ReadonlySet<string>;
}

export function useVerbs(): Verbs {
  const { active, choose, phone, phoneState, letGo } = useAgentDesk();
  const rule = useHouse().data?.rules.decline ?? "free";
  const accept = useAct(acceptOffer, [keys.desk]);
  const decline = useAct(declineOffer, [keys.desk]);
  const verb = useAct(({ name, id }: { name: "hold" | "resume" | "hangUp"; id: number }) => callVerb(name, id), [
    keys.desk,
  ]);
  const leave = useAct((id: number) => roomVerb("leave", id), [keys.desk]);
  const close = useAct(closeConversation, [keys.desk]);
  const presence = useAct(
    ({ wish, reason }: { wish: PresenceWish; reason: string }) => setPresence(wish, reason),
    [keys.desk],
  );

  const busy = useMemo(() => {
    const names = new Set<string>();
    if (accept.isPending) names.add("accept");
    if (decline.isPending) names.add("decline");
    if (close.isPending) names.add("close");
    if (presence.isPending) names.add("presence");
    if (verb.isPending) names.add(verb.variables.name === "resume" ? "hold" : verb.variables.name);
    return names;
  }, [accept.isPending, decline.isPending, close.isPending, presence.isPending, verb.isPending, verb.variables]);

  const contact = active?.contact;
  const offer = active?.offer;
  const inCall = contact?.kind === "call" && !offer && !contact.wrap_up;
  const guest = contact?.role === "guest";
  const withGuests = contact?.guests.some(({ state }) => state === "talking" || state === "held") ?? false;

  return {
    busy,
    accept: () => {
      if (contact?.me === "ringing") phone?.answer();
      if (!offer || !contact) return;
      // What one takes stays in front, whatever else is in work.
      choose(active.key);
      if (contact.kind === "call") phone?.answer();
      else accept.mutate(offer.id);
    },
    decline: (reason = "") => {
      if (!offer) {
        if (contact?.me === "ringing") leave.mutate(contact.id);
      } else if (rule === "reason" && !reason) window.dispatchEvent(new Event(ASK_WHY));
      else if (rule !== "never") decline.mutate({ id: offer.id, reason });
    },
    mute: () => {
      if (inCall) phone?.mute(!phoneState.call?.muted);
    },
    hold: () => {
      if (inCall && !guest && !withGuests) verb.mutate({ name: contact.state === "held" ? "resume" : "hold", id: contact.id });
    },
    hangUp: () => {
      if (guest) leave.mutate(contact.id);
      // With others in the call it is not clear who is meant: the buttons beside them say it.
      if (!inCall || guest || withGuests) return;
      letGo(contact.id);
      // The server first: it knows then that the agent has ended the call, and not that the agent was lost.
      verb.mutate({ name: "hangUp", id: contact.id }, { onSettled: () => phone?.hangUp() });
    },
    close: () => {
      if (contact && contact.kind !== "call" && !offer) close.mutate(contact.id);
    },
    presence: (wish, reason = "") => {
      presence.mutate({ wish, reason });
    },
  };
}
