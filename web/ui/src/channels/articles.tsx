import { Badge, Select, Switch, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../api/act";
import type { ArticleIn, ArticleOut } from "../api/schema";
import { ErrorState, LoadingLines } from "../common/states";
import { useFormat } from "../format/use";
import { CODES, isLanguage, LANGUAGES } from "../locales/languages";
import { allArticles, removeArticle, useArticles, writeArticle } from "./api";
import { Editor, Listed, Row } from "./parts";

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
    <>
      <Listed
        about={t("article.about")}
        add={t("article.add")}
        onAdd={() => { setOpen("new"); }}
        none={t("article.none")}
        rows={found.data.map((article) => (
          <Row key={article.id} name={<bdi>{article.title}</bdi>} onOpen={() => { setOpen(article); }}>
            {!article.published && <Badge variant="light" color="gray" me={8}>{t("article.draft")}</Badge>}
            <bdi>{isLanguage(article.language) ? LANGUAGES[article.language].name : article.language}</bdi>
            {" · "}
            {t("article.judged", { helped: format.number(article.helped), failed: format.number(article.failed) })}
          </Row>
        ))}
      />
      {open && <ArticleEditor key={open === "new" ? 0 : open.id} article={open === "new" ? null : open} close={() => { setOpen(null); }} />}
    </>
  );
}

function ArticleEditor({ article, close }: { article: ArticleOut | null; close: () => void }) {
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
    <Editor
      title={t(article ? "article.change" : "article.add")}
      close={close}
      save={{ isPending: save.isPending, mutate: () => { save.mutate(undefined, { onSuccess: close }); } }}
      remove={
        article
          ? { label: t("article.remove"), isPending: remove.isPending, mutate: () => { remove.mutate(undefined, { onSuccess: close }); } }
          : undefined
      }
    >
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
    </Editor>
  );
}
