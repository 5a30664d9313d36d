import { Input, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useLanguageNames } from "../languages";
import { directionIn } from "../languages";
import { isRecord, without } from "../model/flow";
import classes from "./form.module.css";

interface Props {
  label: string;
  hint?: string | undefined;
  value: unknown;
  onChange: (value: Record<string, unknown>) => void;
  languages: readonly string[];
  required: boolean;
  error?: string | undefined;
}

/** One short text in each of the flow's languages. */
export function TextsField({ label, hint, value, onChange, languages, required, error }: Props) {
  const { t } = useTranslation("flows");
  const nameOf = useLanguageNames();
  const held = isRecord(value) ? value : {};
  return (
    <Input.Wrapper label={label} description={hint} error={error} labelElement="div">
      <Stack gap={4}>
        {languages.map((language) => (
          <TextInput
            key={language}
            aria-label={t("form.labelIn", { label, language: nameOf(language) })}
            leftSection={<Text className={classes.tongue}>{language}</Text>}
            leftSectionWidth={36}
            dir={directionIn(language)}
            lang={language}
            value={typeof held[language] === "string" ? held[language] : ""}
            placeholder={required ? "" : "–"}
            onChange={(event) => {
              const text = event.currentTarget.value;
              onChange(text === "" ? without(held, language) : { ...held, [language]: text });
            }}
          />
        ))}
      </Stack>
    </Input.Wrapper>
  );
}

/** Words in each language that stand for the same. */
export function WordsField({ label, hint, value, onChange, languages, error }: Omit<Props, "required">) {
  const { t } = useTranslation("flows");
  const nameOf = useLanguageNames();
  const held = isRecord(value) ? value : {};
  return (
    <Input.Wrapper label={label} description={hint} error={error} labelElement="div">
      <Stack gap={4}>
        {languages.map((language) => (
          <TagsInput
            key={language}
            aria-label={t("form.labelIn", { label, language: nameOf(language) })}
            leftSection={<Text className={classes.tongue}>{language}</Text>}
            leftSectionWidth={36}
            dir={directionIn(language)}
            value={Array.isArray(held[language]) ? held[language].map(String) : []}
            placeholder={t("form.addWord")}
            onChange={(words) => {
              onChange(words.length === 0 ? without(held, language) : { ...held, [language]: words });
            }}
          />
        ))}
      </Stack>
    </Input.Wrapper>
  );
}
