import { Autocomplete, Group, NumberInput, Select, TagsInput, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useEditing } from "../editor-context";
import type { Flow } from "../model/flow";

const TESTS = ["eq", "in", "present", "absent", "at_least", "at_most"] as const;
type Test = (typeof TESTS)[number];

const FACTS = [
  "open_now", "language", "customer_known", "customer_name", "caller", "channel", "has_open_journey", "resumed",
  "agents_ready", "queue_length", "expected_wait_s",
];

type Case = Readonly<Record<string, unknown>>;

/** One comparison of a fork: what is looked at, how, and with what. */
export function CaseField({ value, onChange, error }: { value: Case; onChange: (value: Case) => void; error?: string | undefined }) {
  const { t } = useTranslation("flows");
  const { flow } = useEditing();
  const test = testOf(value);
  const put = (wanted: Test, held: unknown) => {
    const { on, next } = value;
    const given = wanted === "absent" ? { present: false } : wanted === "present" ? { present: true } : { [wanted]: held };
    onChange({ on, ...given, ...(next === undefined ? {} : { next }) });
  };
  return (
    <>
      <Autocomplete
        label={t("case.on")}
        className="ltr"
        data={namesIn(flow)}
        value={typeof value.on === "string" ? value.on : ""}
        error={error}
        onChange={(on) => {
          onChange({ ...value, on });
        }}
      />
      <Group gap={8} wrap="nowrap" align="flex-end">
        <Select
          flex="0 0 152px"
          label={t("case.test")}
          data={TESTS.map((each) => ({ value: each, label: t(`case.${each}`) }))}
          value={test}
          allowDeselect={false}
          onChange={(chosen) => {
            if (chosen) put(chosen as Test, chosen === "in" ? [] : chosen.startsWith("at_") ? 1 : "");
          }}
        />
        {test === "eq" && (
          <TextInput
            flex={1}
            aria-label={t("case.value")}
            value={value.eq === undefined || value.eq === null ? "" : String(value.eq)}
            onChange={(event) => {
              put("eq", read(event.currentTarget.value));
            }}
          />
        )}
        {test === "in" && (
          <TagsInput
            flex={1}
            aria-label={t("case.value")}
            value={Array.isArray(value.in) ? value.in.map(String) : []}
            onChange={(words) => {
              put("in", words.map(read));
            }}
          />
        )}
        {(test === "at_least" || test === "at_most") && (
          <NumberInput
            flex={1}
            aria-label={t("case.value")}
            allowDecimal={false}
            value={typeof value[test] === "number" ? value[test] : 0}
            onChange={(number) => {
              put(test, typeof number === "number" ? number : 0);
            }}
          />
        )}
      </Group>
    </>
  );
}

function testOf(value: Case): Test {
  if (value.present !== undefined && value.present !== null) return value.present === true ? "present" : "absent";
  return TESTS.find((test) => value[test] !== undefined && value[test] !== null) ?? "eq";
}

/** Facts are compared with their own type: "true" and "5" are meant as what they look like. */
function read(text: string): string | number | boolean {
  if (text === "true" || text === "false") return text === "true";
  return /^-?\d{1,9}$/.test(text) ? Number(text) : text;
}

/** What a case can look at: the facts there are, the flow's own, and its answers. */
export function namesIn(flow: Flow): string[] {
  const own = Array.isArray(flow.facts) ? flow.facts.map(String) : [];
  const answers = new Set(flow.nodes.flatMap((node) => (typeof node.answer === "string" && node.answer ? [node.answer] : [])));
  return [...[...FACTS, ...own].map((name) => `facts.${name}`), ...[...answers].map((name) => `answers.${name}`)];
}
