/** What people can do, a function each. They throw a `Refusal` that carries the server's sentence. */
import { api, bodyOf, lastWord } from "./client";
import type { Alive, Attachment, FileIn, Goodbye, PresenceChange, Quality, SoftphoneOut, WrapUp } from "./schema";

const BEAT_MS = 4000;

export type PresenceWish = PresenceChange["presence"];

export async function setPresence(presence: PresenceWish, reason = ""): Promise<void> {
  await api.PUT("/api/v1/desk/presence", { body: { presence, reason } });
}

export async function forcePresence(agentId: number, presence: PresenceWish, reason = ""): Promise<void> {
  await api.PUT("/api/v1/agents/{agent_id}/presence", {
    params: { path: { agent_id: agentId } },
    body: { presence, reason },
  });
}

export async function sayAlive(alive: Alive): Promise<void> {
  // A beat that is not heard in time is worth nothing, and would stand in the way of the next one.
  await api.POST("/api/v1/desk/alive", { body: alive, signal: AbortSignal.timeout(BEAT_MS) });
}

export function sayLeft(softphone: number): void {
  lastWord("/api/v1/desk/left", { softphone } satisfies Goodbye);
}

export async function softphoneCredentials(held: number, take: boolean): Promise<SoftphoneOut> {
  return bodyOf(await api.POST("/api/v1/desk/softphone", { body: { held, take } }));
}

/** For the phone at Twilio, of the panel that has the softphone under this number. */
export async function twilioToken(held: number): Promise<string> {
  return bodyOf(await api.POST("/api/v1/desk/softphone/twilio", { body: { softphone: held } })).token;
}

export async function acceptOffer(id: number): Promise<void> {
  await api.POST("/api/v1/offers/{offer_id}/accept", { params: { path: { offer_id: id } } });
}

export async function declineOffer({ id, reason }: { id: number; reason: string }): Promise<void> {
  await api.POST("/api/v1/offers/{offer_id}/decline", { params: { path: { offer_id: id }, query: { reason } } });
}

const CALL_VERBS = {
  hold: "/api/v1/calls/{call_id}/hold",
  resume: "/api/v1/calls/{call_id}/resume",
  hangUp: "/api/v1/calls/{call_id}/hang-up",
  rejoin: "/api/v1/calls/{call_id}/rejoin",
} as const;

export async function callVerb(verb: keyof typeof CALL_VERBS, id: number): Promise<void> {
  await api.POST(CALL_VERBS[verb], { params: { path: { call_id: id } } });
}

export async function wrapUp(kind: "call" | "chat" | "email", id: number, body: WrapUp): Promise<void> {
  await api.POST("/api/v1/contacts/{kind}/{contact_id}/wrap-up", {
    params: { path: { kind, contact_id: id } },
    body,
  });
}

export async function sayQuality(callId: number, quality: Quality): Promise<void> {
  await api.POST("/api/v1/calls/{call_id}/quality", { params: { path: { call_id: callId } }, body: quality });
}

export async function extendWrapUp(): Promise<void> {
  await api.POST("/api/v1/desk/wrap-up/extend");
}

export async function setAutoAnswer(auto_answer: boolean): Promise<void> {
  await api.PUT("/api/v1/desk/settings", { body: { auto_answer } });
}

export async function sendMessage(conversationId: number, text: string, files: FileIn[] = []): Promise<void> {
  await api.POST("/api/v1/conversations/{conversation_id}/messages", {
    params: { path: { conversation_id: conversationId } },
    body: { text, files: files.map(({ name, sha256 }) => ({ name, sha256 })) },
  });
}

/** Keep a file that is to be sent with a message. */
export async function keepFile(conversationId: number, file: File): Promise<Attachment> {
  return bodyOf(
    await api.POST("/api/v1/conversations/{conversation_id}/files", {
      params: { path: { conversation_id: conversationId }, query: { name: file.name } },
      headers: { "Content-Type": "application/octet-stream" },
      body: file as never,
      bodySerializer: (body: unknown) => body as Blob,
    }),
  );
}

export async function sayWriting(conversationId: number): Promise<void> {
  await api.POST("/api/v1/conversations/{conversation_id}/typing", {
    params: { path: { conversation_id: conversationId } },
  });
}

export async function saySeen(conversationId: number, message: number): Promise<void> {
  await api.POST("/api/v1/conversations/{conversation_id}/seen", {
    params: { path: { conversation_id: conversationId } },
    body: { message },
  });
}

export async function closeConversation(conversationId: number): Promise<void> {
  await api.POST("/api/v1/conversations/{conversation_id}/close", {
    params: { path: { conversation_id: conversationId } },
  });
}

export async function addNote(customerId: number, text: string): Promise<void> {
  await api.POST("/api/v1/customers/{customer_id}/notes", {
    params: { path: { customer_id: customerId } },
    body: { text },
  });
}

export async function changeCustomer(
  customerId: number,
  change: { name: string; company: string; language: string; value: number | null },
): Promise<void> {
  await api.PATCH("/api/v1/customers/{customer_id}", {
    params: { path: { customer_id: customerId } },
    body: change,
  });
}
