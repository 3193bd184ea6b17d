"use client";

import { useEffect, useState } from "react";
import { core, load, ManagedWebSocket } from "wsclose";

export function Feed() {
  const [phase, setPhase] = useState("idle");
  useEffect(() => {
    const socket = new ManagedWebSocket(new URLSearchParams(location.search).get("socket"));
    socket.addEventListener("phase", ({ detail }) => setPhase(detail.to));
    Object.assign(window, { core, load, socket });
    return () => socket.close();
  }, []);
  return <p>{phase}</p>;
}
