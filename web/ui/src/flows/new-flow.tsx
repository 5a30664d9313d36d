import { Button, Group, Modal, MultiSelect, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { useAct } from "../api/act";
import { useLanguage } from "../format/use";
import { flowKeys, makeFlow } from "./api";
import { FLOW_LANGUAGES, useLanguageNames } from "./languages";
import { freeKey } from "./model/edit";

/** A new flow: a name and the languages of its callers; the rest is built in the editor. */
export function NewFlowDialog({ taken, onClose }: { taken: readonly string[]; onClose: () => void }) {
  const { t } = useTranslation("flows");
  const nameOf = useLanguageNames();
  const [, go] = useLocation();
  const [name, setName] = useState("");
  const [languages, setLanguages] = useState<string[]>([useLanguage()]);
  const make = useAct(async () => {
    const key = freeKey(name.trim() || "flow", new Set(taken)).replace(/_/g, "-").replace(/-+$/, "");
    await makeFlow({ key, name: name.trim(), languages });
    go(`/flows/${key}`);
  }, [flowKeys.all]);
  return (
    <Modal opened onClose={onClose} title={t("new.title")} centered>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() && languages.length > 0) make.mutate();
        }}
      >
        <Stack gap={16}>
          <TextInput
            data-autofocus
            label={t("settings.name")}
            placeholder={t("new.example")}
            maxLength={80}
            value={name}
            onChange={(event) => {
              setName(event.currentTarget.value);
            }}
          />
          <MultiSelect
            label={t("settings.languages")}
            description={t("settings.languagesHint")}
            data={FLOW_LANGUAGES.map((code) => ({ value: code, label: nameOf(code) }))}
            value={languages}
            onChange={setLanguages}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("cancel")}
            </Button>
            <Button type="submit" loading={make.isPending} disabled={name.trim() === "" || languages.length === 0}>
              {t("new.make")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
