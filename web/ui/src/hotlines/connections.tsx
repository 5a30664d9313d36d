import { ActionIcon, Button, Select, Switch, Text, TextInput, Title } from "@mantine/core";
import { IconPlugConnected, IconPlus, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct, useFaultText } from "../api/act";
import { Refusal } from "../api/client";
import { keys } from "../api/keys";
import type { ConnectionIn } from "../api/schema";
import { Editor, Listed, Row } from "../channels/parts";
import { ErrorState, LoadingLines } from "../common/states";
import { useFormat } from "../format/use";
import { connect, type ConnectionOut, disconnect, useConnections } from "./api";
import classes from "./hotlines.module.css";

const METHODS = ["GET", "POST"] as const;
const MOST_HEADERS = 20;

/** The company's own systems that flows may ask. For administrators. */
export function Connections() {
  const { t } = useTranslation("hotlines");
  const found = useConnections();
  const [open, setOpen] = useState<ConnectionOut | "new" | null>(null);
  if (found.isPending) return <LoadingLines count={2} />;
  if (found.isError) return <ErrorState fault={found.error} onRetry={() => void found.refetch()} />;
  return (
    <section className={classes.connections} aria-label={t("connection.title")}>
      <Title order={2}>{t("connection.title")}</Title>
      <Listed
        about={t("connection.about")}
        add={t("connection.add")}
        onAdd={() => { setOpen("new"); }}
        none={t("connection.none")}
        rows={found.data.map((each) => (
          <Row key={each.key} icon={<IconPlugConnected size={18} stroke={1.6} aria-hidden />} name={<bdi dir="ltr">{each.key}</bdi>} onOpen={() => { setOpen(each); }}>
            <bdi dir="ltr">{each.base_url}</bdi>
          </Row>
        ))}
      />
      {open && <ConnectionEditor key={open === "new" ? "" : open.key} connection={open === "new" ? null : open} taken={found.data.map((each) => each.key)} close={() => { setOpen(null); }} />}
    </section>
  );
}

interface EditorProps {
  connection: ConnectionOut | null;
  taken: string[];
  close: () => void;
}

function ConnectionEditor({ connection, taken, close }: EditorProps) {
  const { t } = useTranslation("hotlines");
  const faultText = useFaultText();
  const [key, setKey] = useState(connection?.key ?? "");
  const [wished, setWished] = useState<Omit<ConnectionIn, "headers">>({
    base_url: connection?.base_url ?? "",
    method: METHODS.find((each) => each === connection?.method) ?? "GET",
    private: connection?.private ?? false,
  });
  const kept = connection?.headers ?? [];
  const [headers, setHeaders] = useState<[string, string][] | null>(kept.length > 0 ? null : []);
  const save = useAct(() => connect(key, { ...wished, headers: headers && Object.fromEntries(headers) }), [keys.connections]);
  const remove = useAct(() => disconnect(key), [keys.connections]);
  const faultOf = (...codes: string[]) => (save.error instanceof Refusal && codes.includes(save.error.code) ? faultText(save.error) : undefined);
  const set = (change: Partial<typeof wished>) => {
    save.reset();
    setWished((before) => ({ ...before, ...change }));
  };
  const isTaken = connection === null && taken.includes(key);
  return (
    <Editor
      title={t(connection ? "connection.change" : "connection.add")}
      close={close}
      save={{ isPending: save.isPending, mutate: () => { save.mutate(undefined, { onSuccess: close }); } }}
      remove={
        connection
          ? { label: t("connection.remove"), isPending: remove.isPending, mutate: () => { remove.mutate(undefined, { onSuccess: close }); } }
          : undefined
      }
    >
      <TextInput
        ref={(input) => input?.setCustomValidity(isTaken ? t("connection.taken") : "")}
        label={t("connection.key")}
        description={t("connection.keyAbout")}
        required
        withAsterisk={false}
        dir="ltr"
        pattern="[a-z][a-z0-9_\-]*"
        maxLength={40}
        readOnly={connection !== null}
        variant={connection ? "filled" : "default"}
        error={isTaken && t("connection.taken")}
        value={key}
        onChange={(event) => { setKey(event.currentTarget.value); }}
      />
      <TextInput
        label={t("connection.address")}
        placeholder="https://orders.example.com/status"
        type="url"
        required
        withAsterisk={false}
        dir="ltr"
        maxLength={400}
        error={faultOf("bad_address")}
        value={wished.base_url}
        onChange={(event) => { set({ base_url: event.currentTarget.value }); }}
      />
      <Select
        label={t("connection.method")}
        allowDeselect={false}
        data={METHODS.map((value) => ({ value, label: t(`connection.by.${value}`) }))}
        value={wished.method}
        onChange={(method) => { set({ method: METHODS.find((each) => each === method) ?? "GET" }); }}
      />
      <Switch
        label={t("connection.private")}
        description={t("connection.privateAbout")}
        checked={wished.private}
        onChange={(event) => { set({ private: event.currentTarget.checked }); }}
      />
      <Headers kept={kept} headers={headers} fault={faultOf("bad_header", "headers_again")} onChange={(next) => { save.reset(); setHeaders(next); }} />
    </Editor>
  );
}

interface HeadersProps {
  /** Their names: what they say is not shown. */
  kept: string[];
  /** Null: those that are kept stay. */
  headers: [string, string][] | null;
  fault: string | undefined;
  onChange: (headers: [string, string][] | null) => void;
}

/** What is sent along with each question, such as a password for programs. */
function Headers({ kept, headers, fault, onChange }: HeadersProps) {
  const { t } = useTranslation("hotlines");
  const format = useFormat();
  const put = (index: number, header: [string, string]) => { onChange((headers ?? []).map((each, at) => (at === index ? header : each))); };
  return (
    <section className={classes.headers} aria-label={t("connection.headers")}>
      <div>
        <Text size="sm" fw={500}>{t("connection.headers")}</Text>
        <Text size="xs" c="dimmed">{t(headers === null ? "connection.kept" : "connection.headersAbout")}</Text>
      </div>
      {headers === null && <Text size="sm"><bdi dir="ltr">{format.list(kept)}</bdi></Text>}
      {headers?.map(([name, value], index) => (
        // Its name is being typed.
        <div key={index} className={classes.header}>
          <TextInput
            aria-label={t("connection.headerName")}
            placeholder="Authorization"
            required
            dir="ltr"
            maxLength={80}
            autoComplete="off"
            value={name}
            onChange={(event) => { put(index, [event.currentTarget.value, value]); }}
          />
          <TextInput
            aria-label={t("connection.headerValue")}
            placeholder="Bearer …"
            required
            dir="ltr"
            maxLength={2000}
            autoComplete="off"
            value={value}
            onChange={(event) => { put(index, [name, event.currentTarget.value]); }}
          />
          <ActionIcon variant="subtle" color="gray" size={36} aria-label={t("connection.headerRemove", { name })} onClick={() => { onChange(headers.filter((_, at) => at !== index)); }}>
            <IconTrash size={18} stroke={1.5} />
          </ActionIcon>
        </div>
      ))}
      {fault && <Text size="sm" c="var(--tl-bad)" role="alert">{fault}</Text>}
      <div className={classes.tools}>
        {headers === null ? (
          <Button variant="default" onClick={() => { onChange([["", ""]]); }}>{t("connection.replace")}</Button>
        ) : (
          <>
            <Button variant="default" leftSection={<IconPlus size={16} stroke={1.6} />} disabled={headers.length >= MOST_HEADERS} onClick={() => { onChange([...headers, ["", ""]]); }}>{t("connection.headerAdd")}</Button>
            {kept.length > 0 && <Button variant="subtle" color="gray" onClick={() => { onChange(null); }}>{t("connection.keep")}</Button>}
          </>
        )}
      </div>
    </section>
  );
}
