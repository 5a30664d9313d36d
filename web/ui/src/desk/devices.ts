/** What one can hear through. Where a browser cannot choose (Firefox and Safari partly), there is nothing to list. */
import { useEffect, useState } from "react";

export interface Device {
  id: string;
  label: string;
}

/** The loudspeakers and headsets. Browsers name them only once the microphone is allowed. */
export function useSpeakers(): Device[] {
  const [speakers, setSpeakers] = useState<Device[]>([]);
  useEffect(() => {
    if (!("mediaDevices" in navigator) || !("setSinkId" in HTMLMediaElement.prototype)) return;
    const look = async () => {
      const all = await navigator.mediaDevices.enumerateDevices();
      const named = all.filter(({ kind, deviceId, label }) => kind === "audiooutput" && deviceId && deviceId !== "default" && label);
      setSpeakers(named.map(({ deviceId, label }) => ({ id: deviceId, label })));
    };
    void look();
    const again = () => void look();
    navigator.mediaDevices.addEventListener("devicechange", again);
    return () => {
      navigator.mediaDevices.removeEventListener("devicechange", again);
    };
  }, []);
  return speakers;
}
