import { MultiSelect, Select, Switch, TagsInput, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useNames } from "../canvas/kinds";
import { useEditing } from "../editor-context";
import { FLOW_LANGUAGES, useLanguageNames } from "../languages";
import { isRecord, titleOf, without } from "../model/flow";
import classes from "./form.module.css";
import { TextsField, WordsField } from "./texts-field";

/** What the nodes of a flow share: its name, its languages, and words that are said again and again. */
export function FlowForm() {
  const { t } = useTranslation("flows");
  const names = useNames();
  const nameOf = useLanguageNames();
  const { flow, change, faults } = useEditing();
  const own = new Map((faults.get("") ?? []).map((fault) => [fault.field, fault.problem]));
  const put = (field: string, value: unknown) => {
    change((before) => (value === undefined ? without(before, field) : { ...before, [field]: value }), `flow.${field}`);
  };
  const codes = [...new Set([...FLOW_LANGUAGES, ...flow.languages])];
  const spoken = isRecord(flow.offer) || isRecord(flow.finish);
  return (
    <div className={classes.form}>
      <TextInput
        label={t("settings.name")}
        value={flow.name}
        dir="auto"
        maxLength={80}
        error={own.get("name")}
        onChange={(event) => {
          put("name", event.currentTarget.value);
        }}
      />
      <MultiSelect
        label={t("settings.languages")}
        description={t("settings.languagesHint")}
        data={codes.map((code) => ({ value: code, label: nameOf(code) }))}
        value={[...flow.languages]}
        error={own.get("languages")}
        onChange={(chosen) => {
          if (chosen.length > 0) put("languages", chosen);
        }}
      />
      <Select
        label={t("settings.start")}
        data={flow.nodes.map((node) => ({ value: node.key, label: titleOf(node) }))}
        value={flow.start || null}
        error={own.get("start")}
        searchable
        allowDeselect={false}
        onChange={(chosen) => {
          if (chosen) put("start", chosen);
        }}
      />
      <Select
        label={t("settings.operator")}
        description={t("settings.operatorHint")}
        data={flow.nodes.map((node) => ({ value: node.key, label: titleOf(node) }))}
        value={flow.operator ?? null}
        error={own.get("operator")}
        searchable
        clearable
        onChange={(chosen) => {
          put("operator", chosen ?? undefined);
        }}
      />
      <Switch
        label={t("settings.readOut")}
        checked={spoken}
        onChange={(event) => {
          put("offer", event.currentTarget.checked ? {} : undefined);
          if (!event.currentTarget.checked) put("finish", undefined);
        }}
      />
      {spoken &&
        (["offer", "finish"] as const).map((field) => (
          <TextsField
            key={field}
            label={names.field(field)}
            hint={t(`settings.${field}Hint`)}
            value={flow[field]}
            languages={flow.languages}
            required={false}
            error={own.get(field)}
            onChange={(value) => {
              put(field, Object.keys(value).length > 0 ? value : undefined);
            }}
          />
        ))}
      <TextsField
        label={names.field("apology")}
        hint={t("settings.apologyHint")}
        value={flow.apology}
        languages={flow.languages}
        required={false}
        error={own.get("apology")}
        onChange={(value) => {
          put("apology", Object.keys(value).length > 0 ? value : undefined);
        }}
      />
      <WordsField
        label={t("settings.operatorWords")}
        hint={t("settings.operatorWordsHint")}
        value={flow.operator_words}
        languages={flow.languages}
        onChange={(value) => {
          put("operator_words", Object.keys(value).length > 0 ? value : undefined);
        }}
      />
      <TagsInput
        label={t("settings.facts")}
        description={t("settings.factsHint")}
        value={Array.isArray(flow.facts) ? flow.facts.map(String) : []}
        onChange={(chosen) => {
          put("facts", chosen.length > 0 ? chosen : undefined);
        }}
      />
    </div>
  );
}
