import { Button, Checkbox, Modal, Stack, Text, TextInput } from "@mantine/core";
import { IconCalendarTime } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../api/act";
import { keys } from "../api/keys";
import { useUser } from "../shell/session";
import { askCallback, useCallbacks } from "./api";

/** Have this customer called, as soon as it is their turn or at a time that was agreed. */
export function AskCallback({ number, customerId }: { number: string; customerId: number }) {
  const { t } = useTranslation(["callbacks", "common"]);
  const { agent_id } = useUser();
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState("");
  const [mine, setMine] = useState(agent_id !== null);
  const [note, setNote] = useState("");
  const ask = useAct(
    () =>
      askCallback({
        number,
        customer_id: customerId,
        queue: "",
        at: at ? new Date(at).toISOString() : null,
        mine: mine && agent_id !== null,
        note,
      }),
    [keys.callbacks, keys.timelineHead(customerId)],
  );
  // Nobody would call them where there is no way out.
  const possible = useCallbacks().data?.can_call ?? false;
  const close = () => {
    setOpen(false);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate(undefined, { onSuccess: close });
  };
  if (!possible) return null;
  return (
    <>
      <Button
        variant="default"
        size="sm"
        w="fit-content"
        leftSection={<IconCalendarTime size={18} stroke={1.6} />}
        onClick={() => {
          setOpen(true);
        }}
      >
        {t("ask.open")}
      </Button>
      <Modal
        opened={open}
        onClose={close}
        centered
        title={<Text fw={600}>{t("ask.open")}</Text>}
        closeButtonProps={{ "aria-label": t("common:close") }}
      >
        <form onSubmit={submit}>
          <Stack gap="md">
            <TextInput
              type="datetime-local"
              label={t("ask.at")}
              description={t("ask.atHint")}
              value={at}
              onChange={(event) => {
                setAt(event.currentTarget.value);
              }}
            />
            <TextInput
              label={t("ask.note")}
              maxLength={200}
              value={note}
              onChange={(event) => {
                setNote(event.currentTarget.value);
              }}
            />
            {agent_id !== null && (
              <Checkbox
                label={t("ask.mine")}
                checked={mine}
                onChange={(event) => {
                  setMine(event.currentTarget.checked);
                }}
              />
            )}
            <Button type="submit" loading={ask.isPending}>
              {t("ask.save")}
            </Button>
          </Stack>
        </form>
      </Modal>
    </>
  );
}
