/** What is said about a call from a browser, on the test phone and in the widget. English is the measure. */
import type { Language } from "../visitor/language";
import type { CallFault, CallPhase } from "./outgoing";

export interface CallTexts {
  phases: Record<CallPhase, string>;
  faults: Record<Exclude<CallFault, "">, string>;
  none: string;
  mute: string;
  unmute: string;
  muted: string;
  keypad: string;
  hangUp: string;
  level: string;
  pressed: string;
}

export const CALL_TEXTS: Record<Language, CallTexts> = {
  en: {
    phases: {
      idle: "Ready",
      asking: "Please allow the microphone",
      connecting: "Connecting…",
      dialing: "Calling…",
      talking: "Connected",
      reconnecting: "Reconnecting…",
      over: "Call ended",
    },
    faults: {
      insecure: "Browsers give the microphone to secure pages only. Open this page over https.",
      microphone: "There is no microphone, or it is not allowed. Allow it in the address bar, then call again.",
      away: "The phone system does not answer just now. Try again in a moment.",
      limited: "Too many calls from here. Wait a minute, then try again.",
      failed: "The call did not get through. Try again.",
    },
    none: "No call",
    mute: "Mute",
    unmute: "Unmute",
    muted: "Muted",
    keypad: "Keypad",
    hangUp: "Hang up",
    level: "Loudness of your microphone",
    pressed: "Keys pressed",
  },
  fa: {
    phases: {
      idle: "آماده",
      asking: "لطفاً اجازهٔ میکروفون را بدهید",
      connecting: "در حال اتصال…",
      dialing: "در حال تماس…",
      talking: "متصل",
      reconnecting: "اتصال دوباره…",
      over: "تماس پایان یافت",
    },
    faults: {
      insecure: "مرورگر میکروفون را تنها به صفحه‌های امن می‌دهد. این صفحه را با https باز کنید.",
      microphone: "میکروفونی نیست یا اجازه ندارد. در نوار نشانی اجازه دهید و دوباره تماس بگیرید.",
      away: "سامانهٔ تلفن اکنون پاسخ نمی‌دهد. کمی بعد دوباره تلاش کنید.",
      limited: "از اینجا تماس‌های زیادی گرفته شده است. یک دقیقه صبر کنید و دوباره تلاش کنید.",
      failed: "تماس برقرار نشد. دوباره تلاش کنید.",
    },
    none: "تماسی نیست",
    mute: "قطع صدای من",
    unmute: "وصل صدای من",
    muted: "صدای شما قطع است",
    keypad: "صفحه‌کلید",
    hangUp: "پایان تماس",
    level: "بلندی صدای میکروفون شما",
    pressed: "کلیدهای زده‌شده",
  },
};
