import { ActionIcon, Button, Group, SimpleGrid, TextInput, Tooltip } from "@mantine/core";
import { IconDialpad, IconSend } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Heard } from "../api";
import { isRecord } from "../model/flow";
import classes from "./simulator.module.css";

interface Props {
  ending: Readonly<Record<string, unknown>>;
  ended: string;
  languages: readonly string[];
  onSay: (heard: Heard) => void;
}

const PAD = [..."123456789*0#"];

/** What the caller can do now: press, say, be silent, hang up; or, while waiting, be answered. */
export function CallerInput({ ending, ended, onSay }: Props) {
  const { t } = useTranslation("flows");
  const [typed, setTyped] = useState("");
  const [pad, setPad] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const kind = String(ending.kind);
  useEffect(() => {
    field.current?.focus({ preventScroll: true });
  }, []);
  if (ended || kind === "Hangup") return <div className={classes.over}>{t("try.over")}</div>;
  const send = () => {
    const text = typed.trim();
    if (text) onSay(/^[0-9*#A-D]+$/.test(text) ? { kind: "Digits", keys: text } : { kind: "Spoken", text, confidence: 1 });
  };
  const options = Array.isArray(ending.options) ? ending.options.filter(isRecord) : [];
  const waits = kind === "Enqueue" || kind === "Dial" || kind === "Transfer" || kind === "Callback";
  return (
    <div className={classes.input}>
      {options.length > 0 && (
        <Group gap={6}>
          {options.map((option) => (
            <Button key={String(option.key)} variant="default" size="compact-md" onClick={() => { onSay({ kind: "Digits", keys: String(option.key) }); }}>
              <bdi>{String(option.key)}</bdi>&ensp;<bdi>{String(option.label)}</bdi>
            </Button>
          ))}
        </Group>
      )}
      {!waits && kind !== "Record" && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            send();
          }}
        >
          <Group gap={4} wrap="nowrap">
            <TextInput
              ref={field}
              flex={1}
              aria-label={t("try.answer")}
              placeholder={t("try.answer")}
              dir="auto"
              value={typed}
              onChange={(event) => {
                setTyped(event.currentTarget.value);
              }}
            />
            <Tooltip label={t("try.keypad")}>
              <ActionIcon variant="subtle" color="gray" size={36} aria-label={t("try.keypad")} aria-pressed={pad} onClick={() => { setPad(!pad); }}>
                <IconDialpad size={18} stroke={1.6} />
              </ActionIcon>
            </Tooltip>
            <ActionIcon type="submit" size={36} aria-label={t("try.send")} disabled={typed.trim() === ""}>
              <IconSend size={18} stroke={1.6} className={classes.send} />
            </ActionIcon>
          </Group>
        </form>
      )}
      {pad && (
        <SimpleGrid cols={3} spacing={4} dir="ltr">
          {PAD.map((key) => (
            <Button key={key} variant="default" onClick={() => { setTyped(typed + key); }}>
              {key}
            </Button>
          ))}
        </SimpleGrid>
      )}
      <Group gap={6}>
        {waits ? (
          <>
            <Do text={t("try.do.answered")} heard={{ kind: "DialEnded", status: "answered" }} onSay={onSay} />
            <Do text={t("try.do.no_answer")} heard={{ kind: "DialEnded", status: "no_answer" }} onSay={onSay} />
          </>
        ) : (
          <>
            {kind === "Record" && <Do text={t("try.do.message")} heard={{ kind: "Recorded", audio: "message.wav", duration_s: 5 }} onSay={onSay} />}
            <Do text={t("try.do.silence")} heard={{ kind: "Silence" }} onSay={onSay} />
          </>
        )}
        <Do text={t("try.do.hangUp")} heard={{ kind: "HungUp" }} onSay={onSay} />
      </Group>
    </div>
  );
}

function Do({ text, heard, onSay }: { text: string; heard: Heard; onSay: (heard: Heard) => void }) {
  return (
    <Button
      variant="subtle"
      color="gray"
      size="compact-md"
      onClick={() => {
        onSay(heard);
      }}
    >
      {text}
    </Button>
  );
}
