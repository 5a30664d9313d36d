import { Collapse, Stack, UnstyledButton } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isRecord } from "../model/flow";
import { type Field as FieldOf, fieldsOf, type Schema } from "../model/schema";
import { Field } from "./field";
import classes from "./form.module.css";

interface Props {
  schema: Schema;
  root: Schema;
  value: Readonly<Record<string, unknown>>;
  /** `path` is within the node, from its top. */
  onField: (path: string, value: unknown) => void;
  within: string;
  faults: ReadonlyMap<string, string>;
  id: string;
  without: ReadonlySet<string>;
}

const ALWAYS = new Set(["prompt", "list", "way"]);
/** What is asked and chosen first, then where it leads, then what happens when nothing fits. */
const ORDER = ["prompt", "list", "text", "texts", "number", "way", "object"];

/** The fields of a node, or of an option in it: what is needed at once, the rest behind "More". */
export function Fields({ schema, root, value, onField, within, faults, id, without }: Props) {
  const { t } = useTranslation("flows");
  const all = fieldsOf(schema, root, without).sort((a, b) => rank(a) - rank(b));
  const first = all.filter((field) => field.required || ALWAYS.has(field.shape));
  const more = all.filter((field) => !first.includes(field));
  const used = more.some((field) => faulty(within + field.name, faults));
  const [open, setOpen] = useState(false);
  const draw = (field: FieldOf) => (
    <Field
      key={field.name}
      path={within + field.name}
      field={field}
      root={root}
      value={value[field.name]}
      faults={faults}
      id={id}
      onChange={(next) => {
        onField(within + field.name, next);
      }}
    />
  );
  return (
    <Stack gap={12}>
      {first.map(draw)}
      {more.length > 0 && (
        <div>
          <UnstyledButton
            className={classes.more}
            aria-expanded={open || used}
            onClick={() => {
              setOpen(!open);
            }}
          >
            <IconChevronRight size={14} stroke={2} aria-hidden />
            {t("form.more")}
          </UnstyledButton>
          <Collapse expanded={open || used}>
            <Stack gap={12} pt={8}>
              {(open || used) && more.map(draw)}
            </Stack>
          </Collapse>
        </div>
      )}
    </Stack>
  );
}

function rank({ shape, required }: FieldOf): number {
  const place = ORDER.indexOf(shape);
  return (place < 0 ? ORDER.length : place) + (required ? 0 : 0.5);
}

function faulty(path: string, faults: ReadonlyMap<string, string>): boolean {
  return [...faults.keys()].some((where) => where === path || where.startsWith(`${path}.`));
}

export const asRecord = (value: unknown) => (isRecord(value) ? value : {});
export const NOTHING: ReadonlySet<string> = new Set<string>();
