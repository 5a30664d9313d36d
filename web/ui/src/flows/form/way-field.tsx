import { ActionIcon, Group, Select, Tooltip } from "@mantine/core";
import { IconFocusCentered } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useEditing } from "../editor-context";
import { titleOf } from "../model/flow";

interface Props {
  label: string;
  value: unknown;
  onChange: (target: string | undefined) => void;
  required: boolean;
  error?: string | undefined;
}

/** Where a way leads: one of the nodes, chosen by name; the keyboard's way of connecting. */
export function WayField({ label, value, onChange, required, error }: Props) {
  const { t } = useTranslation("flows");
  const { flow, show } = useEditing();
  const target = typeof value === "string" && value ? value : null;
  const nodes = flow.nodes.map((node) => ({ value: node.key, label: titleOf(node) }));
  const known = target === null || nodes.some((node) => node.value === target);
  return (
    <Group gap={4} align="flex-end" wrap="nowrap">
      <Select
        flex={1}
        label={label}
        data={known ? nodes : [...nodes, { value: target, label: target }]}
        value={target}
        onChange={(chosen) => {
          onChange(chosen ?? undefined);
        }}
        searchable
        clearable={!required}
        allowDeselect={false}
        placeholder={required ? t("form.choose") : t("form.nowhere")}
        error={error ?? (known ? undefined : t("form.gone"))}
        comboboxProps={{ withinPortal: true }}
      />
      <Tooltip label={t("form.goThere")}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={36}
          disabled={target === null || !known}
          aria-label={t("form.goThere")}
          onClick={() => {
            if (target) show(target);
          }}
        >
          <IconFocusCentered size={18} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}
