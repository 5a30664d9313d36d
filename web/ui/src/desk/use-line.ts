import { useEffect, useState, useSyncExternalStore } from "react";
import { twilioToken } from "../api/actions";
import type { MicrophoneState } from "../microphone";
import type { Softphone } from "../softphone";
import { AgentPhone } from "./agent-phone";
import { type Holding, LineKeeper } from "./line-keeper";

const NOTHING: Holding = { held: 0, elsewhere: false };
const never = () => () => undefined;

export interface AgentLine extends Holding {
  phone: Softphone | null;
  /** Bring the softphone into this tab. */
  take: () => void;
}

/** The softphone, registered for as long as the desk is open, and given the microphone as soon as it is live. */
export function useLine(microphone: MicrophoneState, holder: number): AgentLine {
  const [phone, setPhone] = useState<Softphone | null>(null);
  const [keeper, setKeeper] = useState<LineKeeper | null>(null);
  const { held, elsewhere } = useSyncExternalStore(keeper?.subscribe ?? never, keeper?.state ?? (() => NOTHING));

  useEffect(() => {
    let closed = false;
    let made: { phone: Softphone; keeper: LineKeeper } | null = null;
    // JsSIP is the largest part of the panel, and no other page needs it.
    void import("../softphone-jssip").then(({ JssipPhone }) => {
      if (closed) return;
      const phone = new AgentPhone(new JssipPhone(), async () => {
        const { TwilioPhone } = await import("../softphone-twilio");
        return new TwilioPhone(() => twilioToken(made?.keeper.state().held ?? 0));
      });
      made = { phone, keeper: new LineKeeper(phone) };
      setPhone(made.phone);
      setKeeper(made.keeper);
    });
    return () => {
      closed = true;
      made?.keeper.close();
      made?.phone.disconnect();
    };
  }, []);

  useEffect(() => {
    keeper?.told(holder);
  }, [keeper, holder, held]);

  useEffect(() => {
    if (microphone.stream) phone?.speakWith(microphone.stream);
  }, [phone, microphone.stream]);

  return { phone, held, elsewhere, take: keeper?.take ?? (() => undefined) };
}
