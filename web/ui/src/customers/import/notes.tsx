import { Anchor, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { ImportNote, CustomerImportOut } from "../../api/schema";
import { useFormat } from "../../format/use";
import classes from "./import.module.css";

/** As many as the server names; the report has them all. */
const MOST = 100;

/** Rows of which something is to be said: duplicates, questions, and what was refused with what to do. */
export function Notes({ found }: { found: CustomerImportOut }) {
  const { t } = useTranslation("imports");
  const format = useFormat();
  if (found.notes.length === 0) return null;
  return (
    <section className={classes.card}>
      <Title order={2} fz="md" mb={8}>
        {t("notes.title")}
      </Title>
      <ul>
        {found.notes.map((note) => (
          <Note key={note.line} note={note} fields={found.fields} />
        ))}
      </ul>
      {found.notes.length === MOST && (
        <Text size="sm" c="dimmed" mt={8}>
          {t("notes.more", { shown: format.number(MOST) })}
        </Text>
      )}
    </section>
  );
}

function Note({ note, fields }: { note: ImportNote; fields: CustomerImportOut["fields"] }) {
  const { t, i18n } = useTranslation("imports");
  const format = useFormat();
  const about = note.why === "again" ? "" : fieldNames(note.field, fields, (key) => t(`field.${key as "name"}`));
  const said = i18n.exists(`imports:why.${note.why}`) ? t(`why.${note.why as "kept"}`) : note.why;
  return (
    <li className={classes.note} data-outcome={note.outcome}>
      <span className={classes.line}>{t("atLine", { line: format.number(note.line) })}</span>
      <span className={classes.outcome}>{t(`outcome.${note.outcome}`)}</span>
      <span className={classes.said}>
        {about && (
          <strong>
            <bdi>{about}</bdi>
            {": "}
          </strong>
        )}
        {said}
        {note.why === "again" && ` ${t("seeLine", { line: format.number(Number(note.field)) })}`}{" "}
        {note.customer_id !== null && (
          <Anchor component={Link} to={`/customers/${String(note.customer_id)}`} size="sm">
            {t("open")}
          </Anchor>
        )}
      </span>
    </li>
  );
}

/** The fields that a note names, as people call them: those that every house has by their key, own ones by label. */
function fieldNames(text: string, fields: CustomerImportOut["fields"], named: (key: string) => string): string {
  return text
    .split(", ")
    .map((part) => {
      const own = fields.find(({ key }) => key === `own:${part}`);
      return own ? own.label : fields.some(({ key }) => key === part) ? named(part) : part;
    })
    .join(", ");
}
