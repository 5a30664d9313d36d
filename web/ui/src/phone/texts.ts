import type { Language } from "../visitor/language";

const en = {
  title: "Test phone",
  about: "Call the hotline from this page, as a caller hears it. It needs a microphone and nothing else.",
  calls: "Call as",
  unknown: "Unknown caller",
  unknownHint: "A hidden number",
  call: "Call the hotline",
  again: "Call again",
  hint: "Keys work from the keyboard too: 0–9, ∗ and #.",
  away: "The hotline's address could not be read. Reload the page.",
};

export type PhoneTexts = typeof en;

export const PHONE_TEXTS: Record<Language, PhoneTexts> = {
  en,
  fa: {
    title: "تلفن آزمایشی",
    about: "از همین صفحه با مرکز تماس صحبت کنید و همان را بشنوید که تماس‌گیرنده می‌شنود. تنها یک میکروفون لازم است.",
    calls: "تماس به نام",
    unknown: "تماس‌گیرندهٔ ناشناس",
    unknownHint: "شمارهٔ پنهان",
    call: "تماس با مرکز",
    again: "تماس دوباره",
    hint: "کلیدهای صفحه‌کلید هم کار می‌کنند: ۰ تا ۹، ∗ و #.",
    away: "نشانی مرکز تماس خوانده نشد. صفحه را دوباره باز کنید.",
  },
};
