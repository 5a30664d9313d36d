import { useTranslation } from "react-i18next";
import type { EvidenceOut } from "../../api/schema";

const KINDS = ["said", "order", "both_said", "shared", "mailbox", "name"] as const;

function wordOf({ kind, of }: EvidenceOut) {
  const known = KINDS.find((each) => each === kind) ?? "said";
  return known === "said" && of === "phone" ? "saidNumber" : known;
}

/** What speaks for two being one, a line each. */
export function Evidence({ evidence }: { evidence: EvidenceOut[] }) {
  const { t } = useTranslation("person");
  return (
    <ul style={{ fontSize: "0.8125rem", lineHeight: "1.25rem" }}>
      {evidence.map((each) => (
        <li key={`${each.kind}:${each.value}:${each.channel}`}>
          {t(`evidence.${wordOf(each)}`)}{" "}
          <b className={each.of === "name" ? undefined : "ltr"} style={{ fontWeight: 550, ...(each.of === "phone" || each.of === "order" ? { whiteSpace: "nowrap" } : { overflowWrap: "anywhere" }) }}>
            <bdi>{each.shown}</bdi>
          </b>
        </li>
      ))}
    </ul>
  );
}
