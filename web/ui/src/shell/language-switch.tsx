import { Button, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useLanguage } from "../format/use";
import { changeLanguage, CODES, type Language, LANGUAGES } from "../i18n";

/** Every language by its own name, so that it can be found by whoever cannot read the present one. */
export function LanguageSwitch({ onChange }: { onChange?: (language: Language) => void }) {
  const { t } = useTranslation("common");
  const current = useLanguage();
  return (
    <Group gap={4} role="group" aria-label={t("language")}>
      {CODES.map((language) => (
        <Button
          key={language}
          size="compact-sm"
          variant={language === current ? "light" : "subtle"}
          color={language === current ? undefined : "gray"}
          aria-pressed={language === current}
          lang={language}
          onClick={() => {
            void changeLanguage(language);
            onChange?.(language);
          }}
        >
          {LANGUAGES[language].name}
        </Button>
      ))}
    </Group>
  );
}
