import { Button, CloseButton, Group, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { withValue } from "../model/edit";
import { isRecord } from "../model/flow";
import { blank } from "../model/schema";
import type { FieldProps } from "./field";
import { asRecord, Fields, NOTHING } from "./fields";
import classes from "./form.module.css";

/** Fields that belong together, such as what happens after silence. Where they may be absent they can be added. */
export function NestedField({ path, field, root, value, onChange, faults, id, label, hint }: FieldProps & { label: string; hint: string }) {
  const { t } = useTranslation("flows");
  if (!isRecord(value) && !field.required)
    return (
      <Button
        variant="subtle"
        size="compact-sm"
        justify="flex-start"
        leftSection={<IconPlus size={16} />}
        onClick={() => {
          onChange(blank(field.schema, root));
        }}
      >
        {label}
      </Button>
    );
  return (
    <section className={classes.group} aria-label={label}>
      <Group gap={8} justify="space-between" wrap="nowrap" mb={8}>
        <div>
          <Text fw={600} size="sm">
            {label}
          </Text>
          {hint && (
            <Text size="xs" c="dimmed">
              {hint}
            </Text>
          )}
        </div>
        {!field.required && (
          <CloseButton
            size="md"
            aria-label={t("form.removeOf", { name: label })}
            onClick={() => {
              onChange(undefined);
            }}
          />
        )}
      </Group>
      <Fields
        schema={field.schema}
        root={root}
        value={asRecord(value)}
        within={`${path}.`}
        faults={faults}
        id={id}
        without={NOTHING}
        onField={(where, next) => {
          onChange(withValue(asRecord(value), where.slice(path.length + 1).split("."), next));
        }}
      />
    </section>
  );
}
