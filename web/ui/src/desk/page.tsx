import { IconHeadset, IconListDetails, IconUser, type TablerIcon } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Unread } from "../common/page";
import { EmptyState, ErrorState } from "../common/states";
import { useFormat } from "../format/use";
import { away } from "./away";
import { CustomerContext } from "./context";
import { ContactPanel } from "./contact-panel";
import classes from "./page.module.css";
import type { WorkLine } from "./model";
import { useAgentDesk } from "./provider";
import { Work } from "./work";

type Column = "work" | "contact" | "customer";
const COLUMNS: Record<Column, TablerIcon> = { work: IconListDetails, contact: IconHeadset, customer: IconUser };

/** The agent's desk: my work, the contact in hand, the customer. One column at a time on a phone. */
export function DeskPage() {
  const { t } = useTranslation("desk");
  const { desk, fault, reload, active, lines, choose } = useAgentDesk();
  const [column, setColumn] = useState<Column>(() => (inHand(active) ? "contact" : "work"));
  const [shown, setShown] = useState<string | null>(null);

  // What comes to the front by itself, as a ringing call does, also brings its column forward on a phone; so does the
  // way back to being ready.
  const asks = desk?.agent.presence === "offline" || away(desk?.agent.reason ?? "") !== "away" ? "shift" : null;
  const front = inHand(active) ? (active?.key ?? null) : asks;
  if (front !== shown) {
    setShown(front);
    if (front) setColumn("contact");
  }

  if (fault && !desk) return <ErrorState fault={fault} onRetry={reload} />;
  if (!desk) return <Unread />;
  return (
    <div className={classes.page} data-column={column}>
      <section className={classes.work} aria-label={t("column.work")}>
        <Work
          onChoose={(key) => {
            choose(key);
            setColumn("contact");
          }}
        />
      </section>
      <section className={classes.contact} aria-label={t("column.contact")}>
        <ContactPanel />
      </section>
      <section className={classes.customer} aria-label={t("column.customer")}>
        {active ? (
          <CustomerContext key={active.contact.customer.id} contact={active.contact} />
        ) : (
          <EmptyState icon={IconUser} title={t("nobody.title")} hint={t("nobody.hint")} />
        )}
      </section>
      <ColumnBar column={column} onChange={setColumn} waiting={lines.length} />
    </div>
  );
}

/** Whether there is something that should not wait behind a tab: a call in any state, or a wrap-up. */
function inHand(line: WorkLine | null): boolean {
  return line !== null && (line.contact.kind === "call" || line.contact.wrap_up);
}

interface BarProps {
  column: Column;
  onChange: (column: Column) => void;
  waiting: number;
}

function ColumnBar({ column, onChange, waiting }: BarProps) {
  const { t } = useTranslation("desk");
  const format = useFormat();
  return (
    <nav className={classes.bar} aria-label={t("columns")}>
      {(Object.keys(COLUMNS) as Column[]).map((name) => {
        const Icon = COLUMNS[name];
        return (
          <button
            key={name}
            type="button"
            className={classes.tab}
            aria-current={name === column ? "true" : undefined}
            onClick={() => {
              onChange(name);
            }}
          >
            <Icon size={20} stroke={1.6} aria-hidden />
            <span>
              {t(`column.${name}`)}
              {name === "work" && waiting > 0 && ` · ${format.number(waiting)}`}
            </span>
          </button>
        );
      })}
    </nav>
  );
}
