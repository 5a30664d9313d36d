import { ActionIcon, Button, Input, Tooltip } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useEditing } from "../editor-context";
import { withValue } from "../model/edit";
import { textIn } from "../model/flow";
import { fresh, resolve, type Schema } from "../model/schema";
import { condition } from "../model/summary";
import { CaseField } from "./case-field";
import type { FieldProps } from "./field";
import { asRecord, Fields, NOTHING } from "./fields";
import classes from "./form.module.css";

type Item = Readonly<Record<string, unknown>>;

/** Fields of a Case that its own widget shows. */
const OF_CASE = new Set(["on", "eq", "in", "present", "at_least", "at_most"]);

/** Options, cases, and whatever else a node has several of: each can be moved and removed, and one more added. */
export function ListField({ path, field, root, value, onChange, faults, id, label }: FieldProps & { label: string }) {
  const { t } = useTranslation("flows");
  const { language } = useEditing();
  const items = Array.isArray(value) ? value.map(asRecord) : [];
  const schema: Schema = field.schema.items ? resolve(field.schema.items, root) : {};
  const isCase = schema.properties !== undefined && "on" in schema.properties && "at_least" in schema.properties;
  const put = (next: readonly Item[]) => {
    onChange(next.length === 0 && !field.required ? undefined : next);
  };
  const swap = (index: number, other: number) => {
    const moved = [...items];
    [moved[index], moved[other]] = [moved[other] ?? {}, moved[index] ?? {}];
    put(moved);
  };
  const full = field.schema.maxItems !== undefined && items.length >= field.schema.maxItems;
  return (
    <Input.Wrapper label={label} error={faults.get(path)} labelElement="div">
      <div>
        {items.map((item, index) => (
          // An item has no name of its own, so its place has to do: it is edited where it stands.
          <div key={index} className={classes.item}>
            <div className={classes.itemHead}>
              <span className={classes.itemTitle} dir="auto">
                {titleOf(item, language) || t("form.number", { number: index + 1 })}
              </span>
              <Act label={t("form.up")} icon={IconArrowUp} disabled={index === 0} onClick={() => { swap(index, index - 1); }} />
              <Act label={t("form.down")} icon={IconArrowDown} disabled={index === items.length - 1} onClick={() => { swap(index, index + 1); }} />
              <Act label={t("form.remove")} icon={IconTrash} onClick={() => { put(items.filter((_, at) => at !== index)); }} />
            </div>
            {isCase && (
              <CaseField
                value={item}
                error={faults.get(`${path}.${String(index)}.on`) ?? faults.get(`${path}.${String(index)}`)}
                onChange={(next) => {
                  put(items.map((each, at) => (at === index ? next : each)));
                }}
              />
            )}
            <Fields
              schema={schema}
              root={root}
              value={item}
              within={`${path}.${String(index)}.`}
              faults={faults}
              id={id}
              without={isCase ? OF_CASE : NOTHING}
              onField={(where, next) => {
                onChange(withValue(items, where.slice(path.length + 1).split("."), next));
              }}
            />
          </div>
        ))}
        <Button
          mt={8}
          variant="light"
          size="compact-md"
          leftSection={<IconPlus size={16} />}
          disabled={full}
          onClick={() => {
            put([...items, fresh(schema, root, items)]);
          }}
        >
          {t("form.add")}
        </Button>
      </div>
    </Input.Wrapper>
  );
}

function titleOf(item: Item, language: string): string {
  if (typeof item.on === "string") return condition(item);
  const label = textIn(item.label, language);
  return [typeof item.key === "string" ? item.key : "", label].filter(Boolean).join(" · ");
}

function Act({ label, icon: Icon, onClick, disabled }: { label: string; icon: typeof IconPlus; onClick: () => void; disabled?: boolean }) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" color="gray" size={28} aria-label={label} onClick={onClick} disabled={disabled ?? false}>
        <Icon size={16} stroke={1.6} />
      </ActionIcon>
    </Tooltip>
  );
}
