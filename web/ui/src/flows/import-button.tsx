import { Button, FileButton, Group, Modal, Text } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../api/act";
import { Refusal } from "../api/client";
import { flowKeys, importFlow, type Imported } from "./api";
import { ImportReport } from "./import-report";
import { flowOf } from "./model/flow";
import { freeKey } from "./model/edit";

type Definition = Readonly<Record<string, unknown>>;

/** A file becomes a draft. Where there is a flow of that name already, somebody says what is meant. */
export function ImportButton({ taken }: { taken: readonly string[] }) {
  const { t } = useTranslation("flows");
  const [imported, setImported] = useState<Imported | null>(null);
  const reset = useRef<() => void>(null);
  const [clash, setClash] = useState<Definition | null>(null);
  const bring = async (definition: Definition, key: string | null, replace: boolean) => {
    setImported(await importFlow(definition, key, replace));
    setClash(null);
  };
  const take = useAct(
    async (file: File) => {
      const definition = await jsonOf(file, t("import.noJson"));
      await bring(definition, null, false).catch((fault: unknown) => {
        if (!(fault instanceof Refusal) || fault.code !== "taken") throw fault;
        setClash(definition);
      });
    },
    [flowKeys.all],
  );
  const settle = useAct(
    async (replace: boolean) => {
      if (clash === null) return;
      const beside = freeKey(flowOf(clash).name || "flow", new Set(taken));
      await bring(clash, replace ? null : beside, replace);
    },
    [flowKeys.all],
  );
  return (
    <>
      <FileButton
        resetRef={reset}
        accept="application/json,.json"
        onChange={(file) => {
          if (file) take.mutate(file);
          // The same file may be chosen again, and the browser tells of another one only.
          reset.current?.();
        }}
      >
        {(button) => (
          <Button variant="default" leftSection={<IconUpload size={16} />} loading={take.isPending} onClick={button.onClick}>
            {t("list.import")}
          </Button>
        )}
      </FileButton>
      {clash && (
        <Modal opened onClose={() => { setClash(null); }} title={t("import.takenTitle")} centered>
          <Text mb={24}>{t("import.takenText")}</Text>
          <Group justify="flex-end">
            <Button variant="default" loading={settle.isPending} onClick={() => { settle.mutate(true); }}>
              {t("import.replace")}
            </Button>
            <Button loading={settle.isPending} onClick={() => { settle.mutate(false); }}>
              {t("import.beside")}
            </Button>
          </Group>
        </Modal>
      )}
      {imported && <ImportReport imported={imported} onClose={() => { setImported(null); }} />}
    </>
  );
}

async function jsonOf(file: File, wrong: string): Promise<Definition> {
  try {
    return JSON.parse(await file.text()) as Definition;
  } catch {
    throw new Refusal(0, "no_json", wrong);
  }
}
