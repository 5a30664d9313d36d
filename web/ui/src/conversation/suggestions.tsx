import { Button, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import { useSuggestions } from "../channels/api";
import classes from "./conversation.module.css";

const SETTLED_MS = 400;
const SHOWN = 3;

/** Articles that fit what the agent writes; a press takes one's text over. */
export function Suggestions({ text, language, take }: { text: string; language: string; take: (text: string) => void }) {
  const { t } = useTranslation("conversation");
  const [settled] = useDebouncedValue(text.trim(), SETTLED_MS);
  const found = useSuggestions(settled, language);
  const articles = settled.length > 5 ? (found.data ?? []).filter((each) => each.text !== settled).slice(0, SHOWN) : [];
  if (!articles.length) return null;
  return (
    <div className={classes.files} aria-label={t("articles")} role="group">
      <Text size="xs" c="dimmed">{t("articles")}</Text>
      {articles.map((article) => (
        <Button
          key={article.id}
          variant="default"
          size="compact-sm"
          radius="xl"
          fw={450}
          title={article.text}
          onClick={() => { take(article.text); }}
        >
          <bdi>{article.title}</bdi>
        </Button>
      ))}
    </div>
  );
}
