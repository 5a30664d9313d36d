import { Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useNameOf } from "../api/house";
import type { DispositionOut } from "../api/schema";

interface Props {
  fields: DispositionOut["fields"];
  values: Record<string, string>;
  onChange: (values: Record<string, string>) => void;
  /** Say which are missing. */
  strict: boolean;
}

/** What has to be said beside the disposition that was chosen. */
export function DispositionFields({ fields, values, onChange, strict }: Props) {
  const { t } = useTranslation("desk");
  const nameOf = useNameOf();
  return fields.map((field) => {
    const value = values[field.key] ?? "";
    const shared = {
      label: nameOf(field.names),
      required: field.required,
      error: strict && field.required && !value && t("wrapUp.required"),
      size: "md",
    };
    const set = (text: string | null) => {
      onChange({ ...values, [field.key]: text ?? "" });
    };
    return field.choices.length > 0 ? (
      <Select key={field.key} {...shared} data={field.choices} value={value || null} onChange={set} clearable={!field.required} />
    ) : (
      <TextInput
        key={field.key}
        {...shared}
        dir="auto"
        maxLength={400}
        value={value}
        onChange={(event) => {
          set(event.currentTarget.value);
        }}
      />
    );
  });
}
