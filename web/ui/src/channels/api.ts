/** What this page reads and changes. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, bodyOf } from "../api/client";
import type { ArticleIn, ImapValues, MailboxValues, MessengerIn, Messengers, SiteSettings, WebhookIn, Webhooks } from "../api/schema";

export const chatSites = ["chat-sites"] as const;

export function useChatSites() {
  return useQuery({ queryKey: chatSites, queryFn: async () => bodyOf(await api.GET("/api/v1/chat-sites")) });
}

/** No settings make the website one of the others again. */
export async function changeSite(origin: string, settings: SiteSettings | null): Promise<void> {
  await api.PUT("/api/v1/chat-sites", { body: { origin, settings } });
}

export const allArticles = ["articles"] as const;

export function useArticles() {
  return useQuery({ queryKey: allArticles, queryFn: async () => bodyOf(await api.GET("/api/v1/articles")).articles });
}

/** The published articles that say most about what somebody writes; nothing is asked for a word or two. */
export function useSuggestions(q: string, language: string) {
  return useQuery({
    queryKey: [...allArticles, language, q],
    queryFn: async () => bodyOf(await api.GET("/api/v1/articles", { params: { query: { q, language } } })).articles,
    enabled: q.length > 5,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });
}

export async function writeArticle(id: number | null, body: ArticleIn): Promise<void> {
  if (id === null) await api.POST("/api/v1/articles", { body });
  else await api.PUT("/api/v1/articles/{article_id}", { params: { path: { article_id: id } }, body });
}

export async function removeArticle(id: number): Promise<void> {
  await api.DELETE("/api/v1/articles/{article_id}", { params: { path: { article_id: id } } });
}

export const allMessengers = ["messengers"] as const;

export function useMessengers() {
  return useQuery({ queryKey: allMessengers, queryFn: async () => bodyOf(await api.GET("/api/v1/messengers")) });
}

/** What comes back shows the secret, where a new one was made, and never again. */
export async function saveMessenger(key: string, body: MessengerIn): Promise<Messengers> {
  return bodyOf(await api.PUT("/api/v1/messengers/{key}", { params: { path: { key } }, body }));
}

export async function removeMessenger(key: string): Promise<void> {
  await api.DELETE("/api/v1/messengers/{key}", { params: { path: { key } } });
}

export const allMailboxes = ["mailboxes"] as const;

export function useMailboxes() {
  return useQuery({ queryKey: allMailboxes, queryFn: async () => bodyOf(await api.GET("/api/v1/mailboxes")) });
}

export async function saveMailbox(body: MailboxValues): Promise<void> {
  await api.PUT("/api/v1/mailboxes", { body });
}

/** It is tried first; what is wrong comes back as the refusal `no_imap`, in the server's own words. */
export async function fetchMail(body: ImapValues): Promise<void> {
  await api.PUT("/api/v1/mailboxes/imap", { body });
}

export async function fetchNoMore(address: string): Promise<void> {
  await api.DELETE("/api/v1/mailboxes/imap", { params: { query: { address } } });
}

export async function removeMailbox(address: string): Promise<void> {
  await api.DELETE("/api/v1/mailboxes", { params: { query: { address } } });
}

export const mySignature = ["signature"] as const;

export function useSignature() {
  return useQuery({ queryKey: mySignature, queryFn: async () => bodyOf(await api.GET("/api/v1/signature")).text });
}

export async function saveSignature(text: string): Promise<void> {
  await api.PUT("/api/v1/signature", { body: { text } });
}

export const allWebhooks = ["webhooks"] as const;

export function useWebhooks() {
  return useQuery({ queryKey: allWebhooks, queryFn: async () => bodyOf(await api.GET("/api/v1/webhooks")) });
}

/** What comes back shows the secret of a new one, and never again. */
export async function saveWebhook(id: number | null, body: WebhookIn): Promise<Webhooks> {
  if (id === null) return bodyOf(await api.POST("/api/v1/webhooks", { body }));
  return bodyOf(await api.PUT("/api/v1/webhooks/{webhook_id}", { params: { path: { webhook_id: id } }, body }));
}

export async function tellAgain(id: number, since: string): Promise<void> {
  await api.POST("/api/v1/webhooks/{webhook_id}/again", { params: { path: { webhook_id: id } }, body: { since } });
}

export async function removeWebhook(id: number): Promise<void> {
  await api.DELETE("/api/v1/webhooks/{webhook_id}", { params: { path: { webhook_id: id } } });
}
