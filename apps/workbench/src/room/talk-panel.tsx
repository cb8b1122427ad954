import { useEffect, useRef, useState } from 'preact/hooks';
import type { RoomModel } from './room-model.js';
import { TalkModel } from './talk-model.js';

/** What is said in the session, to each other and to a model. */
export function TalkPanel({ room }: { readonly room: RoomModel }) {
  const [talk, setTalk] = useState<TalkModel | null>(null);
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const made = new TalkModel(room);
    setTalk(made);
    void made.open();
    return () => made.dispose();
  }, [room]);
  const messages = talk?.messages.value ?? [];
  useEffect(() => end.current?.scrollIntoView({ block: 'end' }), [messages]);
  if (talk === null) return <div class="side-body" aria-busy="true" />;
  return (
    <div class="talk">
      <div class="messages" role="log" aria-label="Messages" tabIndex={0}>
        {messages.length === 0 ? <p class="quiet">Nothing was said yet.</p> : null}
        {messages.map(({ id, role, who, text, note }) => (
          <article key={id} class={`message ${role}`}>
            <h3>{who}</h3>
            <p>{text}</p>
            {note === null ? null : <p class="quiet">{note}</p>}
          </article>
        ))}
        <div ref={end} />
      </div>
      {room.canWrite.value ? <Say talk={talk} /> : null}
    </div>
  );
}

function Say({ talk }: { readonly talk: TalkModel }) {
  const [text, setText] = useState('');
  const send = () => {
    if (text.trim() === '' || talk.isAnswering.value) return;
    setText('');
    void talk.say(text.trim());
  };
  return (
    <form
      class="say"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        aria-label="Message"
        rows={2}
        value={text}
        placeholder={talk.hasModel.value ? 'Ask the model' : 'Say something'}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          send();
        }}
      />
      {talk.isAnswering.value ? (
        <button type="button" class="button" onClick={() => void talk.stop()}>
          Stop
        </button>
      ) : (
        <button class="button primary" disabled={text.trim() === ''}>
          Send
        </button>
      )}
    </form>
  );
}
