import { Button, Modal, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { IconPencilPlus } from "@tabler/icons-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../api/act";
import { api, bodyOf } from "../api/client";
import { keys } from "../api/keys";
import type { LettersOut } from "../api/schema";

const of = (id: number) => ({ path: { customer_id: id } });

/** Write to them: what was agreed on the phone, by mail or as a text. Nothing where there is no way to write. */
export function WriteThem({ customerId }: { customerId: number }) {
  const { t } = useTranslation(["person", "common"]);
  const [open, setOpen] = useState(false);
  const letters = useQuery({
    queryKey: keys.letters(customerId),
    queryFn: async () => bodyOf(await api.GET("/api/v1/customers/{customer_id}/letters", { params: of(customerId) })),
  });
  if (!letters.data?.addresses.length) return null;
  const close = () => {
    setOpen(false);
  };
  return (
    <>
      <Button
        variant="default"
        size="sm"
        w="fit-content"
        leftSection={<IconPencilPlus size={18} stroke={1.6} />}
        onClick={() => {
          setOpen(true);
        }}
      >
        {t("write.open")}
      </Button>
      <Modal
        opened={open}
        onClose={close}
        centered
        title={<Text fw={600}>{t("write.open")}</Text>}
        closeButtonProps={{ "aria-label": t("common:close") }}
      >
        <LetterForm customerId={customerId} letters={letters.data} onSent={close} />
      </Modal>
    </>
  );
}

function LetterForm({ customerId, letters, onSent }: { customerId: number; letters: LettersOut; onSent: () => void }) {
  const { t } = useTranslation("person");
  const [chosen, setChosen] = useState("0");
  const [subject, setSubject] = useState("");
  const [text, setText] = useState("");
  const address = letters.addresses[Number(chosen)];
  const mail = address?.by === "email";
  const send = useAct(async () => {
    if (!address) return;
    await api.POST("/api/v1/customers/{customer_id}/letters", {
      params: of(customerId),
      body: { by: address.by, to: address.to, subject: mail ? subject : "", text },
    });
    notifications.show({ message: t("write.sent", { to: address.shown }) });
    onSent();
  }, [keys.timelineHead(customerId)]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Select
          label={t("write.to")}
          allowDeselect={false}
          data={letters.addresses.map(({ by, shown }, number) => ({
            value: String(number),
            // An address reads from left to right, also in a line that does not.
            label: `${t(`write.by.${by}`)}: \u2066${shown}\u2069`,
          }))}
          value={chosen}
          onChange={(value) => {
            setChosen(value ?? "0");
          }}
        />
        {mail && (
          <TextInput
            label={t("write.subject")}
            required
            maxLength={200}
            dir="auto"
            value={subject}
            onChange={(event) => {
              setSubject(event.currentTarget.value);
            }}
          />
        )}
        <Textarea
          label={t("write.text")}
          description={letters.about ? t("write.about", { what: letters.about }) : t("write.alone")}
          required
          autosize
          minRows={5}
          maxRows={14}
          maxLength={mail ? 4000 : 1600}
          dir="auto"
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
          }}
        />
        <Button type="submit" loading={send.isPending}>
          {t("write.send")}
        </Button>
      </Stack>
    </form>
  );
}
