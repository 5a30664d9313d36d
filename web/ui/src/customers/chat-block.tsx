import { Text, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TimelineEntry } from "../api/schema";
import { ChannelIcon } from "../common/channel";
import { Moment } from "../common/moment";
import { directionOf } from "../format/direction";
import { useFormat } from "../format/use";
import classes from "./stream.module.css";

const SHOWN = 8;

/** The messages of one chat, as one block that reads downwards. A long one shows its end first. */
export function ChatBlock({ entries }: { entries: TimelineEntry[] }) {
  const { t } = useTranslation("customers");
  const format = useFormat();
  const [all, setAll] = useState(false);
  const shown = all ? entries : entries.slice(-SHOWN);
  const hidden = entries.length - shown.length;
  const last = entries.at(-1);
  return (
    <li className={classes.card}>
      <div className={classes.head}>
        <span className={classes.icon}>
          <ChannelIcon channel="chat" />
        </span>
        <Text className={classes.what} fw={550}>
          {t("chat.title")}
        </Text>
        {last && <Moment at={last.at} as="time" />}
      </div>
      <div className={classes.body}>
        {hidden > 0 && (
          <UnstyledButton
            c="var(--tl-accent)"
            fz="sm"
            onClick={() => {
              setAll(true);
            }}
          >
            {t("chat.earlier", { count: hidden, shown: format.number(hidden) })}
          </UnstyledButton>
        )}
        <dl className={classes.messages}>
          {shown.map((entry) => (
            <Message key={entry.id} entry={entry} />
          ))}
        </dl>
      </div>
    </li>
  );
}

function Message({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation("common");
  const author = String(entry.data.author);
  const agent = String(entry.data.agent ?? "");
  const words = String(entry.data.text ?? "");
  const known = author === "customer" || author === "bot" || author === "agent" ? author : "customer";
  return (
    <div data-author={known}>
      <dt>{agent && known === "agent" ? agent : t(`author.${known}`)}</dt>
      <dd dir={directionOf(words)}>{words}</dd>
      <Moment at={entry.at} as="time" size="xs" />
    </div>
  );
}
