import { useDocumentVisibility } from "@mantine/hooks";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useCustomerName } from "../customers/name";
import { asks } from "./model";
import { useAgentDesk } from "./provider";
import { chime, ringTone } from "./tones";
import { useRingMuted } from "./ring-muted";

const TITLE_MS = 1000;

/** What calls the agent's attention: the tone, the title of the tab, and a notification when the tab is hidden. */
export function Ring() {
  const { t } = useTranslation("desk");
  const { lines, phoneState, elsewhere } = useAgentDesk();
  const name = useCustomerName();
  const [muted] = useRingMuted();
  const hidden = useDocumentVisibility() === "hidden";
  // A call rings in the tab that has the softphone, and nowhere else.
  const offered = lines.filter((line) => asks(line) && !(elsewhere && line.contact.kind === "call"));
  const ringing = offered.find((line) => line.contact.kind === "call");
  const answering = phoneState.call !== null && phoneState.call.phase !== "ringing";
  const ring = ringing && !answering ? ringing.key : null;
  const written = offered.find((line) => line.contact.kind !== "call")?.key ?? null;
  const first = ringing ?? offered[0];
  const text = first ? t(`offer.${first.contact.kind}`, { name: name(first.contact.customer) }) : "";

  useEffect(() => (ring && !muted ? ringTone() : undefined), [ring, muted]);

  useEffect(() => {
    if (written && !muted) chime();
  }, [written, muted]);

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
    if (!text || !hidden || !("Notification" in window) || Notification.permission !== "granted") return;
    const shown = new Notification(text, { tag: "threadline-offer", icon: "/static/mark.svg", requireInteraction: true });
    shown.onclick = () => {
      window.focus();
      shown.close();
    };
    return () => {
      shown.close();
    };
  }, [text, hidden]);

  return null;
}
