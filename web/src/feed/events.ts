// Server-Sent Events, read from a fetch: EventSource cannot send a token.

export interface ServerEvent {
  id: string;
  event: string;
  data: string;
}

export async function* readEvents(response: Response): AsyncGenerator<ServerEvent> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  const parse = eventParser();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield* parse(value);
    }
  } finally {
    void reader.cancel().catch(() => {});
  }
}

/** Takes the text of a stream in pieces, however it was cut, and gives the events that are whole. */
export function eventParser(): (piece: string) => ServerEvent[] {
  let rest = "";
  let event: ServerEvent = { id: "", event: "", data: "" };
  return (piece) => {
    const lines = (rest + piece).split(/\r?\n/);
    rest = lines.pop()!;
    const whole: ServerEvent[] = [];
    for (const line of lines) {
      if (line === "") {
        if (event.id || event.data) whole.push(event);
        event = { id: "", event: "", data: "" };
        continue;
      }
      const [, name, value = ""] = line.match(/^([a-z]*): ?(.*)$/) ?? [];
      if (name === "id") event.id = value;
      else if (name === "event") event.event = value;
      else if (name === "data") event.data += (event.data ? "\n" : "") + value;
    }
    return whole;
  };
}
