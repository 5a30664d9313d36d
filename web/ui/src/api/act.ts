/** Doing something on the server from a component: one hook that shows a refusal and refreshes what changed. */
import { notifications } from "@mantine/notifications";
import { type QueryKey, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Refusal } from "./client";

/** The sentence to show for a fault: the server's own where it said one. */
export function useFaultText(): (fault: unknown) => string {
  const { t } = useTranslation("common");
  return (fault) => (fault instanceof Refusal && fault.status < 500 ? fault.message : t("error.unreachable"));
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
