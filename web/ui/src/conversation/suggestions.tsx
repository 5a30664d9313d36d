import { Button, CloseButton, Group, Paper, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ArticleOut } from "../api/schema";
import { useSuggestions } from "../channels/api";
import { directionOf } from "../format/direction";
import classes from "./conversation.module.css";

const SETTLED_MS = 400;
const SHOWN = 3;
/** So many letters are looked up, the last ones: what a long mail is about by now. */
const ASKED = 300;

interface Props {
  text: string;
  language: string;
  /** Takes an article's text over. Where nothing is sent, in a talk, a press shows it, to be read out. */
  take?: (text: string) => void;
}

/** Articles that fit what the agent writes. */
export function Suggestions({ text, language, take }: Props) {
  const { t } = useTranslation("conversation");
  const [settled] = useDebouncedValue(text.trim(), SETTLED_MS);
  const [read, setRead] = useState<ArticleOut | null>(null);
  const found = useSuggestions(settled.slice(-ASKED), language);
  const articles = settled.length > 5 ? (found.data ?? []).filter((each) => each.text !== settled).slice(0, SHOWN) : [];
  return (
    <>
      {articles.length > 0 && (
        <div className={classes.fitting} aria-label={t("articles")} role="group">
          <Text size="xs" c="dimmed">{t("articles")}</Text>
          {articles.map((article) => (
            <Button
              key={article.id}
              variant="default"
              size="compact-sm"
              radius="xl"
              fw={450}
              maw="100%"
              title={article.text}
              aria-expanded={take ? undefined : read?.id === article.id}
              onClick={() => {
                if (take) take(article.text);
                else setRead(read?.id === article.id ? null : article);
              }}
            >
              <bdi>{article.title}</bdi>
            </Button>
          ))}
        </div>
      )}
      {read && <Article article={read} close={() => { setRead(null); }} />}
    </>
  );
}

/** It stays while one types on. */
function Article({ article, close }: { article: ArticleOut; close: () => void }) {
  const { t } = useTranslation("common");
  return (
    <Paper component="section" aria-label={article.title} withBorder radius="md" p={16} mt={8} bg="var(--tl-page)">
      <Group justify="space-between" wrap="nowrap" align="flex-start" gap={8} mb={4}>
        <Text fw={600} dir="auto">
          {article.title}
        </Text>
        <CloseButton aria-label={t("close")} onClick={close} />
      </Group>
      <Text className={classes.article} dir={directionOf(article.text)}>
        {article.text}
      </Text>
    </Paper>
  );
}
