import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { api, bodyOf } from "../api/client";
import { keys } from "../api/keys";
import type { Contact } from "../api/schema";
import { directionOf } from "../format/direction";
import { useLiveEvent, useLook } from "../live/live";
import classes from "./live-words.module.css";
import { begun, heard, lines, type Spoken } from "./spoken";

/** What both say, while they say it. Nothing is shown until somebody was understood. */
export function LiveWords({ contact }: { contact: Contact }) {
  const { t } = useTranslation("desk");
  const shown = lines(useSpoken(contact.id));
  const box = useRef<HTMLDivElement>(null);
  const last = shown.at(-1);
  useEffect(() => {
    box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [shown.length, last?.text]);
  if (!last) return null;
  return (
    <section aria-label={t("words.title")} className={classes.words}>
      {/* A reader that spoke every word would drown the caller. */}
      <div ref={box} role="log" aria-live="off" tabIndex={0} className={classes.box}>
        <ol className={classes.lines}>
          {shown.map((line, index) => (
            <li key={index} className={classes.line} data-speaker={line.speaker} data-open={line.open || undefined}>
              <span className={classes.speaker}>{t(line.speaker === "caller" ? "words.caller" : "words.agent")}</span>
              <span dir={directionOf(line.text)}>{line.text}</span>
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}

function useSpoken(callId: number): Spoken {
  const client = useQueryClient();
  const queryKey = keys.words(callId);
  useLook({ call: callId });
  const { data } = useQuery({
    queryKey,
    queryFn: async () =>
      begun(
        bodyOf(await api.GET("/api/v1/calls/{call_id}/words", { params: { path: { call_id: callId } } })).sentences,
      ),
    staleTime: Infinity,
  });
  useLiveEvent((event) => {
    const { call, speaker, text, final } = event.data;
    if (event.name !== "words" || call !== callId) return;
    if (typeof speaker !== "string" || typeof text !== "string") return;
    client.setQueryData<Spoken>(queryKey, (before) => heard(before ?? begun([]), { speaker, text, final: final === true }));
  });
  return data ?? begun([]);
}
