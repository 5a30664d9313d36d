import { ActionIcon, Popover, Stack, TextInput } from "@mantine/core";
import { IconLanguage } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { directionOf } from "../format/direction";
import { useLanguage } from "../format/use";
import { CODES, LANGUAGES } from "../i18n";

interface Props {
  label: string;
  names: Record<string, string>;
  onChange: (names: Record<string, string>) => void;
  autoFocus?: boolean;
}

/** A name in the reader's own language; the other languages are one press away. */
export function NamesField({ label, names, onChange, autoFocus }: Props) {
  const { t } = useTranslation("house");
  const language = useLanguage();
  const set = (code: string, text: string) => {
    const rest = Object.fromEntries(Object.entries(names).filter(([language]) => language !== code));
    onChange(text ? { ...rest, [code]: text } : rest);
  };
  const shown = names[language] ?? "";
  return (
    <TextInput
      flex={1}
      miw={160}
      aria-label={label}
      placeholder={names.en ?? Object.values(names)[0] ?? label}
      value={shown}
      dir={directionOf(shown)}
      maxLength={80}
      autoFocus={autoFocus}
      error={Object.keys(names).length === 0}
      onChange={(event) => {
        set(language, event.currentTarget.value);
      }}
      rightSection={
        <Popover width={280} position="bottom-end" withArrow trapFocus>
          <Popover.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={t("languages", { name: label })}>
              <IconLanguage size={18} stroke={1.5} />
            </ActionIcon>
          </Popover.Target>
          <Popover.Dropdown>
            <Stack gap="xs">
              {CODES.map((code) => (
                <TextInput
                  key={code}
                  label={<span lang={code}>{LANGUAGES[code].name}</span>}
                  dir={LANGUAGES[code].direction}
                  value={names[code] ?? ""}
                  maxLength={80}
                  onChange={(event) => {
                    set(code, event.currentTarget.value);
                  }}
                />
              ))}
            </Stack>
          </Popover.Dropdown>
        </Popover>
      }
    />
  );
}
