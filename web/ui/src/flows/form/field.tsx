import { Autocomplete, JsonInput, MultiSelect, NumberInput, Select, Switch, TagsInput, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFloor } from "../../api/reads";
import { useNames } from "../canvas/kinds";
import { useEditing } from "../editor-context";
import { useLanguageNames } from "../languages";
import { isRecord } from "../model/flow";
import type { Field as FieldOf, Schema } from "../model/schema";
import { ListField } from "./list-field";
import { NestedField } from "./nested-field";
import { PromptField } from "./prompt-field";
import { TextsField, WordsField } from "./texts-field";
import { WayField } from "./way-field";

export interface FieldProps {
  /** Where it stands in the node: "options.2.label". */
  path: string;
  field: FieldOf;
  root: Schema;
  value: unknown;
  onChange: (value: unknown) => void;
  /** Path → what is wrong there. */
  faults: ReadonlyMap<string, string>;
  /** Names the prompt that is played. */
  id: string;
}

const CHANNELS = ["phone", "chat", "email", "sms"] as const;

/** One field of a node, by what its schema says of it. */
export function Field(props: FieldProps) {
  const { path, field, value, onChange, faults, id } = props;
  const names = useNames();
  const { flow } = useEditing();
  const label = names.field(field.name);
  const error = faults.get(path) ?? languageFault(path, faults);
  const hint = names.hint(field.name, field.description);
  const common = { label, error, required: field.required };
  switch (field.shape) {
    case "way":
      return <WayField {...common} value={value} onChange={onChange} />;
    case "prompt":
      return <PromptField {...common} id={`${id}:${path}`} value={value} onChange={onChange} languages={flow.languages} />;
    case "texts":
      return <TextsField {...common} value={value} onChange={orNothing(props)} languages={flow.languages} />;
    case "words":
      return <WordsField {...common} hint={hint} value={value} onChange={onChange} languages={flow.languages} />;
    case "list":
      return <ListField {...props} label={label} />;
    case "object":
      return <NestedField {...props} label={label} hint={hint} />;
    default:
      return <Plain {...props} label={label} hint={hint} error={error} />;
  }
}

/** A text of which nothing is left is taken out where it need not be there. */
function orNothing({ field, onChange }: FieldProps) {
  return (value: Record<string, unknown>) => {
    onChange(!field.required && Object.keys(value).length === 0 ? undefined : value);
  };
}

function languageFault(path: string, faults: ReadonlyMap<string, string>): string | undefined {
  for (const [where, problem] of faults) if (/^\.[a-z]{2,3}(-\w+)?$/.test(where.slice(path.length)) && where.startsWith(path)) return problem;
  return undefined;
}

/** Fields of a single value. */
function Plain({ field, value, onChange, label, hint, error }: FieldProps & { label: string; hint: string; error: string | undefined }) {
  const { t } = useTranslation("flows");
  const { schema, required, name } = field;
  const shared = { label, description: hint || undefined, error };
  const text = typeof value === "string" ? value : "";
  const put = (next: unknown) => {
    onChange(!required && (next === "" || next === schema.default) ? undefined : next);
  };
  if (name === "queue") return <QueueField {...shared} value={text} onChange={put} />;
  if (name === "language") return <LanguageField {...shared} value={text} onChange={put} />;
  switch (field.shape) {
    case "yes-no":
      return (
        <Switch
          {...shared}
          checked={(value ?? schema.default) === true}
          onChange={(event) => {
            put(event.currentTarget.checked);
          }}
        />
      );
    case "number":
      return (
        <NumberInput
          {...shared}
          value={typeof value === "number" ? value : typeof schema.default === "number" ? schema.default : ""}
          {...(schema.minimum === undefined ? {} : { min: schema.minimum })}
          {...(schema.maximum === undefined ? {} : { max: schema.maximum })}
          allowDecimal={schema.type === "number"}
          onChange={(number) => {
            put(number === "" ? "" : Number(number));
          }}
        />
      );
    case "choice":
      return (
        <Select
          {...shared}
          data={(schema.enum ?? []).map((each) => ({ value: String(each), label: String(each) || t("form.none") }))}
          value={String(value ?? schema.default ?? "")}
          allowDeselect={!required}
          onChange={(chosen) => {
            put(chosen ?? "");
          }}
        />
      );
    case "strings":
      return name === "only" ? (
        <MultiSelect
          {...shared}
          data={CHANNELS.map((channel) => ({ value: channel, label: t(`channel.${channel}`) }))}
          value={Array.isArray(value) ? value.map(String) : []}
          onChange={(chosen) => {
            onChange(chosen.length > 0 ? chosen : undefined);
          }}
        />
      ) : (
        <TagsInput
          {...shared}
          value={Array.isArray(value) ? value.map(String) : []}
          onChange={(chosen) => {
            onChange(chosen.length > 0 || required ? chosen : undefined);
          }}
        />
      );
    case "text":
      return (
        <TextInput
          {...shared}
          value={text}
          dir="auto"
          {...(schema.maxLength === undefined ? {} : { maxLength: schema.maxLength })}
          onChange={(event) => {
            put(event.currentTarget.value);
          }}
        />
      );
    case "value":
      return (
        <TextInput
          {...shared}
          value={value === undefined || value === null ? "" : String(value)}
          onChange={(event) => {
            put(event.currentTarget.value);
          }}
        />
      );
    default:
      return <Json {...shared} value={value} onChange={onChange} />;
  }
}

interface Single {
  label: string;
  description: string | undefined;
  error: string | undefined;
  value: string;
  onChange: (value: string) => void;
}

/** A queue by its key; those that there are, are offered. */
function QueueField(props: Single) {
  const floor = useFloor();
  return <Autocomplete {...props} className="ltr" data={floor.data?.queues.map((queue) => queue.key) ?? []} />;
}

function LanguageField({ value, onChange, ...props }: Single) {
  const { flow } = useEditing();
  const nameOf = useLanguageNames();
  return (
    <Select
      {...props}
      data={flow.languages.map((code) => ({ value: code, label: nameOf(code) }))}
      value={value || null}
      allowDeselect={false}
      onChange={(chosen) => {
        onChange(chosen ?? "");
      }}
    />
  );
}

/** What no widget fits yet, as JSON; it counts as soon as it can be read. */
function Json({ value, onChange, ...shared }: Omit<Single, "value" | "onChange"> & { value: unknown; onChange: (value: unknown) => void }) {
  return (
    <JsonInput
      {...shared}
      className="ltr"
      autosize
      minRows={2}
      maxRows={10}
      defaultValue={value === undefined ? "" : JSON.stringify(value, null, 1)}
      onChange={(text) => {
        try {
          const read: unknown = text.trim() === "" ? undefined : JSON.parse(text);
          if (read === undefined || isRecord(read) || Array.isArray(read)) onChange(read);
        } catch {
          // Half-written JSON is no value yet; the field itself shows that it cannot be read.
        }
      }}
    />
  );
}
