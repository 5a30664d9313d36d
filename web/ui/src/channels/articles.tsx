import { Badge, Button, Group, Modal, Select, Stack, Switch, Text, Textarea, TextInput, UnstyledButton } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../api/act";
import type { ArticleIn, ArticleOut } from "../api/schema";
import { ErrorState, LoadingLines } from "../common/states";
import { useFormat } from "../format/use";
import { CODES, isLanguage, LANGUAGES } from "../locales/languages";
import { allArticles, removeArticle, useArticles, writeArticle } from "./api";
import classes from "./channels.module.css";

const NEW: ArticleIn = { language: "en", title: "", text: "", published: true };

/** What the bot and the agents answer with. */
export function Articles() {
  const { t } = useTranslation("channels");
  const format = useFormat();
  const found = useArticles();
  const [open, setOpen] = useState<ArticleOut | "new" | null>(null);
  if (found.isPending) return <LoadingLines />;
  if (found.isError) return <ErrorState fault={found.error} onRetry={() => void found.refetch()} />;
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Text size="sm" c="dimmed" maw={520}>{t("article.about")}</Text>
        <Button leftSection={<IconPlus size={16} />} onClick={() => { setOpen("new"); }}>{t("article.add")}</Button>
      </Group>
      {found.data.length === 0 && <Text className={classes.card} c="dimmed">{t("article.none")}</Text>}
      <ul className={classes.list}>
        {found.data.map((article) => (
          <li key={article.id}>
            <UnstyledButton className={classes.row} onClick={() => { setOpen(article); }}>
              <Text fw={550} component="span"><bdi>{article.title}</bdi></Text>
              <Group gap={8}>
                {!article.published && <Badge variant="light" color="gray" tt="none">{t("article.draft")}</Badge>}
                <Text size="xs" c="dimmed">
                  {isLanguage(article.language) ? LANGUAGES[article.language].name : article.language}
                  {" · "}
                  {t("article.judged", { helped: format.number(article.helped), failed: format.number(article.failed) })}
                </Text>
              </Group>
            </UnstyledButton>
          </li>
        ))}
      </ul>
      {open && <Editor key={open === "new" ? 0 : open.id} article={open === "new" ? null : open} close={() => { setOpen(null); }} />}
    </Stack>
  );
}

function Editor({ article, close }: { article: ArticleOut | null; close: () => void }) {
  const { t } = useTranslation("channels");
  const [wished, setWished] = useState<ArticleIn>(
    article ? { language: article.language, title: article.title, text: article.text, published: article.published } : NEW,
  );
  const save = useAct(() => writeArticle(article?.id ?? null, wished), [allArticles]);
  const remove = useAct(() => removeArticle(article?.id ?? 0), [allArticles]);
  const set = (change: Partial<ArticleIn>) => {
    setWished((before) => ({ ...before, ...change }));
  };
  const direction = isLanguage(wished.language) ? LANGUAGES[wished.language].direction : "auto";
  return (
    <Modal opened onClose={close} size="lg" title={t(article ? "article.change" : "article.add")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(undefined, { onSuccess: close });
        }}
      >
        <Stack gap="md">
          <Select
            label={t("article.language")}
            data={CODES.map((code) => ({ value: code, label: LANGUAGES[code].name }))}
            value={wished.language}
            allowDeselect={false}
            onChange={(language) => { set({ language: language ?? "en" }); }}
          />
          <TextInput
            label={t("article.title")}
            required
            maxLength={200}
            dir={direction}
            value={wished.title}
            onChange={(event) => { set({ title: event.currentTarget.value }); }}
          />
          <Textarea
            label={t("article.text")}
            required
            autosize
            minRows={6}
            maxRows={18}
            maxLength={20_000}
            dir={direction}
            value={wished.text}
            onChange={(event) => { set({ text: event.currentTarget.value }); }}
          />
          <Switch
            label={t("article.published")}
            checked={wished.published}
            onChange={(event) => { set({ published: event.currentTarget.checked }); }}
          />
          <Group justify="flex-end">
            {article && (
              <Button variant="subtle" color="red" loading={remove.isPending} onClick={() => { remove.mutate(undefined, { onSuccess: close }); }}>
                {t("article.remove")}
              </Button>
            )}
            <Button type="submit" loading={save.isPending}>{t("save")}</Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
