import { Button, Group, Loader, Modal, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useWindowEvent } from "@mantine/hooks";
import { IconArrowForwardUp, IconMessageCircle, IconSearch } from "@tabler/icons-react";
import { type KeyboardEvent, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../api/act";
import { keys } from "../api/keys";
import { consult, transfer, useTargets } from "../api/rooms";
import type { Contact } from "../api/schema";
import { CallButton } from "./call-button";
import { useDraft } from "./drafts";
import { contactKey } from "./model";
import { TargetRow } from "./target-row";
import { type Target, targetsLike } from "./targets";
import classes from "./transfer.module.css";

export const OPEN_TRANSFER = "threadline:transfer";

/** Pass the call on, or ask somebody in first: the button, and the dialog that it opens. */
export function TransferButton({ contact, disabled }: { contact: Contact; disabled: boolean }) {
  const { t } = useTranslation("rooms");
  const [open, setOpen] = useState(false);
  useWindowEvent(OPEN_TRANSFER, () => {
    if (!disabled) setOpen(true);
  });
  const close = () => {
    setOpen(false);
  };
  return (
    <>
      <CallButton
        text={t("transfer.open")}
        icon={IconArrowForwardUp}
        disabled={disabled}
        onClick={() => {
          setOpen(true);
        }}
      />
      <Modal
        opened={open}
        onClose={close}
        title={<Text fw={600}>{t("transfer.title")}</Text>}
        closeButtonProps={{ "aria-label": t("close") }}
        size={520}
        centered
      >
        <TransferForm contact={contact} onDone={close} />
      </Modal>
    </>
  );
}

function TransferForm({ contact, onDone }: { contact: Contact; onDone: () => void }) {
  const { t } = useTranslation("rooms");
  const [words, setWords] = useState("");
  const [chosenAt, setAt] = useState<number | null>(null);
  const [note, setNote] = useDraft(`transfer.${contactKey(contact)}`);
  const list = useId();
  const ask = useRef<HTMLButtonElement>(null);
  const pass = useRef<HTMLButtonElement>(null);
  const targets = useTargets(true);
  const found = targetsLike(targets.data, words);
  // Until somebody is chosen it is the first who can be reached; no queue or menu before a word of it was typed.
  const at = chosenAt ?? found.findIndex(({ away, kind }) => !away && (words.trim() !== "" || kind === "agent"));
  const chosen: Target | undefined = found[Math.min(at, found.length - 1)];
  const done = { onSuccess: () => { setNote(""); onDone(); } };
  const going = useAct((to: Target) => transfer(contact.id, { kind: to.kind, to: to.to, note: note.trim() }), [keys.desk, keys.targets]);
  const asking = useAct(
    (to: Target & { kind: "agent" | "number" }) => consult(contact.id, { kind: to.kind, to: to.to, note: note.trim() }),
    [keys.desk, keys.targets],
  );
  const person = chosen?.kind === "agent" || chosen?.kind === "number" ? { ...chosen, kind: chosen.kind } : null;

  const steer = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) {
      event.preventDefault();
      setAt(Math.max(0, Math.min(found.length - 1, at + by)));
    }
    if (event.key === "Enter") {
      event.preventDefault();
      (person ? ask : pass).current?.focus();
    }
  };

  return (
    <Stack gap="md">
      <TextInput
        data-autofocus
        role="combobox"
        aria-expanded
        aria-controls={list}
        aria-activedescendant={chosen ? `${list}-${chosen.key}` : undefined}
        aria-label={t("transfer.search")}
        placeholder={t(targets.data?.numbers ? "transfer.searchOrNumber" : "transfer.search")}
        leftSection={<IconSearch size={18} stroke={1.6} />}
        value={words}
        onChange={(event) => {
          setWords(event.currentTarget.value);
          setAt(null);
        }}
        onKeyDown={steer}
        size="md"
      />
      <div role="listbox" id={list} aria-label={t("transfer.title")} className={classes.list}>
        {targets.isPending && <Loader size="sm" m="md" />}
        {targets.data && found.length === 0 && (
          <Text c="dimmed" size="sm" p="md">
            {t("transfer.nobody")}
          </Text>
        )}
        {found.map((target, index) => (
          <TargetRow
            key={target.key}
            id={`${list}-${target.key}`}
            target={target}
            heading={found[index - 1]?.kind !== target.kind}
            chosen={target === chosen}
            onChoose={() => {
              setAt(index);
            }}
          />
        ))}
      </div>
      <Textarea
        label={t("transfer.note")}
        placeholder={t("transfer.noteHint")}
        autosize
        minRows={2}
        maxRows={5}
        maxLength={1000}
        value={note}
        onChange={(event) => {
          setNote(event.currentTarget.value);
        }}
      />
      <Group justify="flex-end" gap={12} className={classes.ways}>
        <Button
          ref={ask}
          variant="default"
          size="md"
          leftSection={<IconMessageCircle size={18} stroke={1.8} />}
          disabled={!person || person.away}
          loading={asking.isPending}
          onClick={() => {
            if (person) asking.mutate(person, done);
          }}
        >
          {t("transfer.ask")}
        </Button>
        <Button
          ref={pass}
          size="md"
          leftSection={<IconArrowForwardUp size={18} stroke={1.8} className={classes.mirrored} />}
          disabled={!chosen || chosen.away}
          loading={going.isPending}
          onClick={() => {
            if (chosen) going.mutate(chosen, done);
          }}
        >
          {t("transfer.pass")}
        </Button>
      </Group>
    </Stack>
  );
}
