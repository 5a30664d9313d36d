import { useDocumentVisibility } from "@mantine/hooks";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { Contact } from "../api/schema";
import { useCustomerName } from "../customers/name";
import { asks } from "./model";
import { usePreferences } from "./preferences";
import { useAgentDesk } from "./provider";
import { beep, chime, ringTone } from "./tones";

const TITLE_MS = 1000;
/** Long enough to stop chewing: the panel answers by itself so long after the beep. */
const BEEP_MS = 700;

/** What calls the agent's attention: the tone, the title of the tab, and a notification when the tab is hidden. */
export function Ring() {
  const { t } = useTranslation(["desk", "rooms"]);
  const { desk, lines, phone, phoneState, elsewhere } = useAgentDesk();
  const name = useCustomerName();
  const [{ ring: sound, message, quiet, speaker, ringer, secondRinger }] = usePreferences();
  const hidden = useDocumentVisibility() === "hidden";
  // A call rings in the tab that has the softphone, and nowhere else.
  const offered = lines.filter((line) => asks(line) && !(elsewhere && line.contact.kind === "call"));
  const ringing = offered.find((line) => line.contact.kind === "call");
  const answering = phoneState.call !== null && phoneState.call.phase !== "ringing";
  const ring = ringing && !answering ? ringing.key : null;
  const written = offered.find((line) => line.contact.kind !== "call")?.key ?? null;
  const first = ringing ?? offered[0];
  const text = first ? words(first.contact) : "";

  function words(contact: Contact): string {
    if (contact.me === "ringing") return t("rooms:invited.asks", { owner: contact.owner });
    return t(`offer.${contact.kind}`, { name: name(contact.customer) });
  }

  const byItself = desk?.agent.auto_answer ?? false;
  const rings = phoneState.call?.phase === "ringing";

  useEffect(() => {
    if (!ring || sound === "none" || byItself) return;
    return ringTone(sound, secondRinger && secondRinger !== ringer ? [ringer, secondRinger] : [ringer]);
  }, [ring, sound, ringer, secondRinger, byItself]);

  useEffect(() => {
    if (!ring || !byItself || !rings) return;
    beep(speaker);
    const answer = setTimeout(() => phone?.answer(), BEEP_MS);
    return () => {
      clearTimeout(answer);
    };
  }, [ring, byItself, rings, phone, speaker]);

  useEffect(() => {
    if (written && !quiet && message !== "none") chime(message, ringer);
  }, [written, quiet, message, ringer]);

  useEffect(() => {
    if (!text) return;
    const own = document.title;
    let on = false;
    const flash = setInterval(() => {
      on = !on;
      document.title = on ? text : own;
    }, TITLE_MS);
    document.title = text;
    return () => {
      clearInterval(flash);
      document.title = own;
    };
  }, [text]);

  useEffect(() => {
    if (!text || !hidden || (quiet && !ring) || !("Notification" in window) || Notification.permission !== "granted") return;
    const shown = new Notification(text, { tag: "threadline-offer", icon: "/static/mark.svg", requireInteraction: true });
    shown.onclick = () => {
      window.focus();
      shown.close();
    };
    return () => {
      shown.close();
    };
  }, [text, hidden, quiet, ring]);

  return null;
}
