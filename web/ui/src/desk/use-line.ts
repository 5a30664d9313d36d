import { useEffect, useState } from "react";
import { softphoneCredentials } from "../api/actions";
import type { MicrophoneState } from "../microphone";
import type { Softphone } from "../softphone";

const RETRY_MS = 4000;
/** Renew when this part of the credentials' life is over. */
const RENEW_AT = 0.8;

/** The softphone, registered for as long as the desk is open, and given the microphone as soon as it is live. */
export function useLine(microphone: MicrophoneState): Softphone | null {
  const [phone, setPhone] = useState<Softphone | null>(null);

  useEffect(() => {
    let closed = false;
    let made: Softphone | null = null;
    // JsSIP is the largest part of the panel, and no other page needs it.
    void import("../softphone-jssip").then(({ JssipPhone }) => {
      if (closed) return;
      made = new JssipPhone();
      setPhone(made);
    });
    return () => {
      closed = true;
      made?.disconnect();
    };
  }, []);

  useEffect(() => (phone ? keepRegistered(phone) : undefined), [phone]);

  useEffect(() => {
    if (microphone.stream) phone?.speakWith(microphone.stream);
  }, [phone, microphone.stream]);

  return phone;
}

/** Fetch credentials and connect; again before they run out, and again when they were refused. */
function keepRegistered(phone: Softphone): () => void {
  let closed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => void connect(), ms);
  };
  const connect = async () => {
    if (closed) return;
    if (phone.state().call) {
      soon(RETRY_MS);
      return;
    }
    try {
      const credentials = await softphoneCredentials();
      if (closed) return;
      phone.connect(credentials);
      soon(credentials.expires_s * 1000 * RENEW_AT);
    } catch {
      soon(RETRY_MS);
    }
  };
  let before = phone.state().fault;
  const unsubscribe = phone.subscribe(() => {
    const { line, fault } = phone.state();
    // A lost socket is JsSIP's to restore; a refused registration needs new credentials.
    if (line === "lost" && fault !== before && (fault === "Rejected" || fault === "Authentication Error")) soon(RETRY_MS);
    before = fault;
  });
  void connect();
  return () => {
    closed = true;
    clearTimeout(timer);
    unsubscribe();
  };
}
