import { Input, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { directionIn, useLanguageNames } from "../languages";
import { isRecord, without } from "../model/flow";
import classes from "./form.module.css";

interface Props {
  label: string;
  hint?: string | undefined;
  value: unknown;
  onChange: (value: Record<string, unknown>) => void;
  languages: readonly string[];
  error?: string | undefined;
}

/** One short text in each of the flow's languages. */
export function TextsField({ required, ...props }: Props & { required: boolean }) {
  return (
    <InEachLanguage {...props}>
      {(row, held, put) => (
        <TextInput
          {...row}
          value={typeof held === "string" ? held : ""}
          placeholder={required ? "" : "–"}
          onChange={(event) => {
            put(event.currentTarget.value || undefined);
          }}
        />
      )}
    </InEachLanguage>
  );
}

/** Words in each language that stand for the same. */
export function WordsField(props: Props) {
  const { t } = useTranslation("flows");
  return (
    <InEachLanguage {...props}>
      {(row, held, put) => (
        <TagsInput
          {...row}
          value={Array.isArray(held) ? held.map(String) : []}
          placeholder={t("form.addWord")}
          onChange={(words) => {
            put(words.length > 0 ? words : undefined);
          }}
        />
      )}
    </InEachLanguage>
  );
}

interface Row {
  "aria-label": string;
  leftSection: ReactNode;
  leftSectionWidth: number;
  dir: "ltr" | "rtl";
  lang: string;
}

interface Rows extends Props {
  children: (row: Row, held: unknown, put: (value: unknown) => void) => ReactNode;
}

function InEachLanguage({ label, hint, value, onChange, languages, error, children }: Rows) {
  const { t } = useTranslation("flows");
  const nameOf = useLanguageNames();
  const held = isRecord(value) ? value : {};
  return (
    <Input.Wrapper label={label} description={hint} error={error} labelElement="div">
      <Stack gap={4}>
        {languages.map((language) => {
          const row: Row = {
            "aria-label": t("form.labelIn", { label, language: nameOf(language) }),
            leftSection: <Text className={classes.tongue}>{language}</Text>,
            leftSectionWidth: 36,
            dir: directionIn(language),
            lang: language,
          };
          const put = (next: unknown) => {
            onChange(next === undefined ? without(held, language) : { ...held, [language]: next });
          };
          return <div key={language}>{children(row, held[language], put)}</div>;
        })}
      </Stack>
    </Input.Wrapper>
  );
}
