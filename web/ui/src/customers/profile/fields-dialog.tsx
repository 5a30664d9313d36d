import { ActionIcon, Button, Group, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/act";
import { keys } from "../../api/keys";
import { defineFields, useCustomerFields } from "../../api/profile";
import type { FieldIn, FieldOut } from "../../api/schema";
import { LoadingLines } from "../../common/states";

const KINDS = ["text", "number", "date", "yes_no", "choice"] as const;

/** The fields that the company adds to every customer's card. For administrators. */
export function FieldsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(["person", "common"]);
  const fields = useCustomerFields(true);
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      centered
      title={<Text fw={600}>{t("fields.title")}</Text>}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      {fields.data ? <FieldsForm fields={fields.data} onDone={onClose} /> : <LoadingLines count={3} />}
    </Modal>
  );
}

function FieldsForm({ fields, onDone }: { fields: FieldOut[]; onDone: () => void }) {
  const { t } = useTranslation("person");
  const [list, setList] = useState<FieldIn[]>(fields);
  const save = useAct(() => defineFields(list.filter((field) => field.label.trim())), [keys.customerFields, ["customer"]]);
  const change = (key: string, next: Partial<FieldIn>) => {
    setList(list.map((field) => (field.key === key ? { ...field, ...next } : field)));
  };
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t("fields.hint")}
      </Text>
      {list.map((field) => (
        <Group key={field.key} gap="xs" align="flex-end" wrap="wrap">
          <TextInput
            label={t("fields.label")}
            flex="1 1 160px"
            maxLength={80}
            dir="auto"
            value={field.label}
            onChange={(event) => {
              change(field.key, { label: event.currentTarget.value });
            }}
          />
          <Select
            label={t("fields.kind")}
            w={136}
            allowDeselect={false}
            data={KINDS.map((kind) => ({ value: kind, label: t(`fields.${kind}`) }))}
            value={field.kind}
            onChange={(kind) => {
              change(field.key, { kind: KINDS.find((each) => each === kind) ?? "text" });
            }}
          />
          {field.kind === "choice" && (
            <TextInput
              label={t("fields.options")}
              flex="1 1 160px"
              dir="auto"
              defaultValue={(field.options ?? []).join(", ")}
              onBlur={(event) => {
                const options = event.currentTarget.value.split(/[,،]/).map((option) => option.trim());
                change(field.key, { options: options.filter((option) => option !== "") });
              }}
            />
          )}
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            aria-label={t("fields.remove")}
            onClick={() => {
              setList(list.filter((each) => each.key !== field.key));
            }}
          >
            <IconTrash size={18} stroke={1.6} />
          </ActionIcon>
        </Group>
      ))}
      <Group justify="space-between">
        <Button
          variant="default"
          leftSection={<IconPlus size={16} stroke={1.6} />}
          onClick={() => {
            const key = `field_${Date.now().toString(36)}`;
            setList([...list, { key, label: "", kind: "text", options: [] }]);
          }}
        >
          {t("fields.add")}
        </Button>
        <Button
          loading={save.isPending}
          onClick={() => {
            save.mutate(undefined, { onSuccess: onDone });
          }}
        >
          {t("fields.save")}
        </Button>
      </Group>
    </Stack>
  );
}
