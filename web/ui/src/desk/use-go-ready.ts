import { useConnected } from "../live/live";
import { useAgentDesk } from "./provider";
import { useVerbs } from "./use-verbs";

/** Become ready. Where the microphone was never asked for, it is asked for first: calls need it. Whoever is cut off, or logged out, cannot be. */
export function useGoReady(): () => Promise<void> {
  const { microphone, microphoneState } = useAgentDesk();
  const verbs = useVerbs();
  const connected = useConnected();
  return async () => {
    if (!connected) return;
    if (microphoneState.status === "unknown") {
      await microphone.open();
      // Refused: the step in the middle now explains what to do, and offers to go on without calls.
      if (microphone.state().status !== "live") return;
    }
    // Asked here, since a browser shows the question only after a click; whatever the answer, the tab's title flashes.
    if ("Notification" in window && Notification.permission === "default") void Notification.requestPermission();
    verbs.presence("ready");
  };
}
