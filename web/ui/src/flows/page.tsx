import { useMediaQuery } from "@mantine/hooks";
import { ReactFlowProvider } from "@xyflow/react";
import { useQuery } from "@tanstack/react-query";
import { Unread } from "../common/page";
import { flowKeys, readDraft, useKinds } from "./api";
import { Editor } from "./editor";

/** One flow, to be worked on. On a phone that is done in the forms: cards cannot be dragged well by a thumb. */
export function FlowPage({ flowKey }: { flowKey: string }) {
  const kinds = useKinds();
  const hand = useMediaQuery("(max-width: 767px)", window.innerWidth < 768, { getInitialValueInEffect: false });
  // Read once: from then on the editor itself knows what the draft is, and the server is told.
  const draft = useQuery({ queryKey: flowKeys.draft(flowKey), queryFn: () => readDraft(flowKey), staleTime: Infinity, gcTime: 0, refetchOnReconnect: false });
  if (!draft.data) return <Unread query={draft} />;
  if (!kinds.data) return <Unread query={kinds} />;
  return (
    <ReactFlowProvider>
      <Editor flowKey={flowKey} first={draft.data} kinds={kinds.data} hand={hand} />
    </ReactFlowProvider>
  );
}
