import { ActionIcon, Button, Group, Stack, Switch, TagsInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useNameOf } from "../api/house";
import { keyFor } from "./keys";
import { NamesField } from "./names-field";
import type { Disposition } from "./tree";

type Field = Disposition["fields"][number];

/** What has to be said with a disposition: a free text, or one of some choices. */
export function FieldsEditor({ fields, onChange }: { fields: Field[]; onChange: (fields: Field[]) => void }) {
  const { t } = useTranslation("house");
  const nameOf = useNameOf();
  const change = (field: Field, what: Partial<Field>) => {
    onChange(fields.map((each) => (each === field ? { ...each, ...what } : each)));
  };
  return (
    <Stack gap="sm" w="100%" ps={12} pb={8}>
      {fields.map((field) => (
        <Group key={field.key} gap="xs" align="flex-end">
          <NamesField
            label={t("fields.name")}
            names={field.names}
            onChange={(names) => {
              change(field, { names });
            }}
          />
          <TagsInput
            flex={2}
            miw={200}
            aria-label={t("fields.choices")}
            placeholder={t("fields.choicesHint")}
            value={field.choices}
            onChange={(choices) => {
              change(field, { choices });
            }}
          />
          <Switch
            label={t("fields.required")}
            checked={field.required}
            pb={8}
            onChange={(event) => {
              change(field, { required: event.currentTarget.checked });
            }}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size={36}
            aria-label={t("remove", { name: nameOf(field.names) })}
            onClick={() => {
              onChange(fields.filter((each) => each !== field));
            }}
          >
            <IconTrash size={18} stroke={1.5} />
          </ActionIcon>
        </Group>
      ))}
      <Button
        variant="subtle"
        w="fit-content"
        leftSection={<IconPlus size={18} stroke={1.6} />}
        onClick={() => {
          const key = keyFor({ en: "field_1" }, fields.map((field) => field.key));
          onChange([...fields, { key, names: {}, required: true, choices: [] }]);
        }}
      >
        {t("fields.add")}
      </Button>
    </Stack>
  );
}
