import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../../api/act";
import { flowKeys, saveTest } from "../api";
import { useEditing } from "../editor-context";
import classes from "./panels.module.css";
import type { World } from "./use-simulator";

/** Keep a conversation as a test: from now on the flow has to go this way, or it is not published. */
export function SaveTest({ script, world, onClose }: { script: string; world: World; onClose: () => void }) {
  const { t } = useTranslation("flows");
  const { flowKey } = useEditing();
  const [name, setName] = useState("");
  const save = useAct(
    async () => {
      await saveTest(flowKey, { name: name.trim(), facts: { ...world.facts }, script });
      notifications.show({ message: t("tests.saved", { name: name.trim() }), withBorder: true });
      onClose();
    },
    [flowKeys.tests(flowKey)],
  );
  return (
    <Modal opened onClose={onClose} title={t("tests.saveTitle")} centered>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) save.mutate();
        }}
      >
        <Stack gap={16}>
          <TextInput
            data-autofocus
            label={t("tests.name")}
            placeholder={t("tests.nameExample")}
            maxLength={80}
            value={name}
            onChange={(event) => {
              setName(event.currentTarget.value);
            }}
          />
          <div>
            <Text size="sm" c="dimmed" mb={4}>
              {t("tests.script")}
            </Text>
            <pre className={classes.script} dir="auto">
              {script}
            </pre>
          </div>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("cancel")}
            </Button>
            <Button type="submit" loading={save.isPending} disabled={name.trim() === ""}>
              {t("tests.save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
