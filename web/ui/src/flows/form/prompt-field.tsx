import { Input, Stack, Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { directionIn, useLanguageNames } from "../languages";
import { isRecord, type Said, saidIn, without } from "../model/flow";
import classes from "./form.module.css";
import { PromptVoice } from "./prompt-voice";

interface Props {
  /** Where the prompt stands, as a name for what is being played: "main:no_input.prompt". */
  id: string;
  label: string;
  hint?: string | undefined;
  value: unknown;
  onChange: (value: Record<string, unknown> | undefined) => void;
  languages: readonly string[];
  required: boolean;
  error?: string | undefined;
}

/** What is said, in each of the flow's languages: as text that a voice speaks, or as a recording that stands for it. */
export function PromptField({ id, label, hint, value, onChange, languages, required, error }: Props) {
  const { t } = useTranslation("flows");
  const nameOf = useLanguageNames();
  const held = isRecord(value) ? value : {};
  const begun = languages.some((language) => saidIn(held, language).text !== "");
  const put = (language: string, { text, audio }: Said) => {
    const next = audio !== null ? { ...held, [language]: { audio, text } } : text === "" ? without(held, language) : { ...held, [language]: text };
    onChange(!required && Object.keys(next).length === 0 ? undefined : next);
  };
  return (
    <Input.Wrapper label={label} description={hint} error={error} labelElement="div">
      <Stack gap={6} mt={4}>
        {languages.map((language) => {
          const said = saidIn(held, language);
          const { text, audio } = said;
          return (
            <div key={language} className={classes.prompt} data-missing={((required || begun) && text === "") || undefined}>
              <Textarea
                variant="unstyled"
                autosize
                minRows={1}
                maxRows={8}
                px={10}
                aria-label={t("form.labelIn", { label, language: nameOf(language) })}
                placeholder={t(audio ? "prompt.whatItSays" : "prompt.write", { language: nameOf(language) })}
                dir={directionIn(language)}
                lang={language}
                maxLength={1000}
                value={text}
                onChange={(event) => {
                  put(language, { ...said, text: event.currentTarget.value });
                }}
              />
              <PromptVoice
                id={`${id}:${language}`}
                language={language}
                text={text}
                sound={audio}
                onSound={(name) => {
                  put(language, { ...said, audio: name });
                }}
              />
            </div>
          );
        })}
      </Stack>
    </Input.Wrapper>
  );
}
