import { SegmentedControl, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Said } from "./said";
import { Stream } from "./stream";
import classes from "./timeline.module.css";

const CHANNELS = ["", "phone", "chat", "email", "desk", "web"] as const;

/** A customer's stream, of all channels or one; or, while words are searched, what was said with them. */
export function Timeline({ customerId }: { customerId: number }) {
  const { t } = useTranslation("person");
  const [channel, setChannel] = useState<(typeof CHANNELS)[number]>("");
  const [typed, setTyped] = useState("");
  const [q] = useDebouncedValue(typed.trim(), 200);
  return (
    <>
      <div className={classes.tools}>
        <SegmentedControl
          className={classes.channels ?? ""}
          value={channel}
          onChange={(chosen) => {
            setChannel(CHANNELS.find((each) => each === chosen) ?? "");
          }}
          data={CHANNELS.map((value) => ({ value, label: t(`only.${value || "all"}`) }))}
        />
        <TextInput
          className={classes.search ?? ""}
          classNames={{ input: classes.words ?? "" }}
          type="search"
          leftSection={<IconSearch size={16} stroke={1.6} />}
          aria-label={t("said.search")}
          placeholder={t("said.search")}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
          }}
        />
      </div>
      {q.length > 1 ? (
        <Said q={q} customerId={customerId} />
      ) : (
        <Stream key={channel} customerId={customerId} channel={channel} />
      )}
    </>
  );
}
