import { Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  title: string;
  hint: string;
  edited?: { changed: boolean; undo: () => void; save: () => void; saving: boolean };
  children: ReactNode;
}

/** One part of the house's rules, saved by itself. */
export function Card({ title, hint, edited, children }: Props) {
  const { t } = useTranslation("house");
  return (
    <Paper component="section" withBorder radius="lg" p={24} aria-label={title}>
      <Stack gap="md">
        <div>
          <Title order={2}>{title}</Title>
          <Text c="dimmed" size="sm" mt={4}>
            {hint}
          </Text>
        </div>
        {children}
        {edited?.changed && (
          <Group justify="flex-end">
            <Button variant="default" onClick={edited.undo}>
              {t("undo")}
            </Button>
            <Button loading={edited.saving} onClick={edited.save}>
              {t("save")}
            </Button>
          </Group>
        )}
      </Stack>
    </Paper>
  );
}
