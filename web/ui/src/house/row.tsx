import { ActionIcon, Group } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconTrash } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./house.module.css";

interface Props {
  name: string;
  first: boolean;
  last: boolean;
  depth?: number;
  onMove: (by: number) => void;
  onRemove: () => void;
  children: ReactNode;
}

/** One entry of a list that has an order: what it is, and to move or remove it. */
export function Row({ name, first, last, depth = 0, onMove, onRemove, children }: Props) {
  const { t } = useTranslation("house");
  return (
    <li className={classes.row} style={{ marginInlineStart: depth * 28 }}>
      <Group gap="xs" wrap="wrap" flex={1} miw={0}>
        {children}
      </Group>
      <Group gap={0} wrap="nowrap">
        <ActionIcon variant="subtle" color="gray" size={36} disabled={first} aria-label={t("up", { name })} onClick={() => { onMove(-1); }}>
          <IconArrowUp size={18} stroke={1.5} />
        </ActionIcon>
        <ActionIcon variant="subtle" color="gray" size={36} disabled={last} aria-label={t("down", { name })} onClick={() => { onMove(1); }}>
          <IconArrowDown size={18} stroke={1.5} />
        </ActionIcon>
        <ActionIcon variant="subtle" color="gray" size={36} aria-label={t("remove", { name })} onClick={onRemove}>
          <IconTrash size={18} stroke={1.5} />
        </ActionIcon>
      </Group>
    </li>
  );
}
