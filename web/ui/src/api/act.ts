/** Doing something on the server from a component: one hook that shows a refusal and refreshes what changed. */
import { notifications } from "@mantine/notifications";
import { type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Refusal } from "./client";

/** Where refusals have their sentences: those of single pages come with them. */
const REFUSED = ["common", "channels", "conversation", "customers", "flows", "hotlines", "house", "imports", "people", "queues"];

/** The sentence to show for a fault, in the reader's language where the reason is a known one; else the server's own. */
export function useFaultText(): (fault: unknown) => string {
  const { t, i18n } = useTranslation("common");
  return (fault) => {
    if (!(fault instanceof Refusal)) return t("error.unreachable");
    const sentence = REFUSED.map((texts) => `${texts}:refused.${fault.code}`).find((key) => i18n.exists(key));
    if (sentence) return t(sentence as "refused.too_late");
    return fault.status < 500 ? fault.message : t("error.unreachable");
  };
}

/** Shows a fault as a refusal is shown; for what nobody pressed. */
export function useReport(): (fault: unknown) => void {
  const faultText = useFaultText();
  return (fault) => {
    notifications.show({ color: "red", message: faultText(fault), withBorder: true });
  };
}

/** `act` does it; afterwards everything under `touches` is read again, whether it worked or not. */
export function useAct<Input = void>(act: (input: Input) => Promise<unknown>, touches: QueryKey[] = []) {
  const client = useQueryClient();
  const faultText = useFaultText();
  return useMutation({
    mutationFn: act,
    onError: (fault) => {
      notifications.show({ color: "red", message: faultText(fault), withBorder: true });
    },
    onSettled: () => {
      for (const queryKey of touches) void client.invalidateQueries({ queryKey });
    },
  });
}
