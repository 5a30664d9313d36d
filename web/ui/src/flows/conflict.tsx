import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useAct } from "../api/act";
import type { Flow } from "./model/flow";
import type { Autosave } from "./use-autosave";

/** Two people changed the same draft. Nothing is lost before somebody chooses whose work stays. */
export function ConflictDialog({ autosave, onTheirs }: { autosave: Autosave; onTheirs: (flow: Flow) => void }) {
  const { t } = useTranslation("flows");
  const theirs = useAct(async () => {
    onTheirs(await autosave.takeTheirs());
  });
  const mine = useAct(() => autosave.keepMine());
  return (
    <Modal
      opened={autosave.state === "conflict"}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
      title={t("conflict.title")}
      centered
    >
      <Stack gap={16}>
        <Text dir="auto">{autosave.conflict}</Text>
        <Text c="dimmed" size="sm">
          {t("conflict.hint")}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" loading={mine.isPending} onClick={() => { mine.mutate(); }}>
            {t("conflict.mine")}
          </Button>
          <Button loading={theirs.isPending} onClick={() => { theirs.mutate(); }}>
            {t("conflict.theirs")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
