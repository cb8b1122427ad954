import type { Member, MemberRole, User } from '@carrel/client';
import { useEffect, useState } from 'preact/hooks';
import { client, saying } from '../carrel.js';
import { FormError, textOf } from '../parts/form.js';
import { Icon } from '../parts/icon.js';
import { addressOf } from '../place.js';
import { initials } from '../parts/person.js';
import type { BenchModel } from './bench-model.js';
import type { Present } from './presence.js';
import type { RoomModel } from './room-model.js';
import { nameOf as lastPart } from './tree-model.js';

const ROLES = ['viewer', 'participant', 'admin'] as const;

/** Who is a member of the room, as what, and who is here now. */
export function PeoplePanel({ bench }: { readonly bench: BenchModel }) {
  const { room, presence } = bench;
  const users = useUsers();
  const here = presence.others.value;
  const nameOf = (userId: string) =>
    userId === room.me.id
      ? room.me.displayName || room.me.email
      : (users.find(({ id }) => id === userId)?.displayName ??
        here.find((one) => one.userId === userId)?.name ??
        userId);
  return (
    <div class="side-body">
      <ul class="people">
        {room.members.value.map((member) => (
          <Person
            key={member.userId}
            {...{ room, member, name: nameOf(member.userId) }}
            present={here.find(({ userId }) => userId === member.userId)}
          />
        ))}
      </ul>
      {room.isAdmin.value ? <AddMember room={room} users={users} /> : null}
      {room.me.role === 'member' ? null : <Invite />}
    </div>
  );
}

function Person(props: {
  readonly room: RoomModel;
  readonly member: Member;
  readonly name: string;
  /** There while they are in the room. */
  readonly present: Present | undefined;
}) {
  const { room, member, name } = props;
  const isChangeable = room.isAdmin.value && member.role !== 'owner' && member.userId !== room.me.id;
  const set = async (role: MemberRole) => {
    const done = await client.sessions.members.set(room.id, member.userId, role);
    if (done.isErr()) room.tell(done.error);
    await room.lookAtMembers();
  };
  const remove = async () => {
    const done = await client.sessions.members.remove(room.id, member.userId);
    if (done.isErr()) room.tell(done.error);
    await room.lookAtMembers();
  };
  return (
    <li>
      <span class="face" style={{ background: room.colourOf(member.userId) }} aria-hidden="true">
        {initials(name)}
      </span>
      <span class="person-name">
        {name}
        {member.userId === room.me.id ? <span class="quiet"> you</span> : null}
        {props.present === undefined ? null : <span class="person-place">{whereIs(props.present)}</span>}
      </span>
      {isChangeable ? (
        <>
          <select
            aria-label={`Role of ${name}`}
            value={member.role}
            onChange={({ currentTarget }) => void set(currentTarget.value as MemberRole)}
          >
            {ROLES.map((role) => (
              <option key={role} value={role}>
                {role}
              </option>
            ))}
          </select>
          <button class="icon-button" aria-label={`Remove ${name}`} onClick={() => void remove()}>
            <Icon name="close" />
          </button>
        </>
      ) : (
        <span class="role">{member.role}</span>
      )}
    </li>
  );
}

function whereIs({ path }: Present): string {
  return path === null ? 'here' : `in ${lastPart(path)}`;
}

function AddMember({ room, users }: { readonly room: RoomModel; readonly users: readonly User[] }) {
  const [problem, setProblem] = useState<string | null>(null);
  const members = new Set(room.members.value.map(({ userId }) => userId));
  const others = users.filter(({ id }) => !members.has(id));
  if (others.length === 0) return null;
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const role = textOf(form, 'role') as MemberRole;
    const added = await client.sessions.members.set(room.id, textOf(form, 'user'), role);
    setProblem(added.isErr() ? saying(added.error) : null);
    await room.lookAtMembers();
  };
  return (
    <form class="add-member" onSubmit={(event) => void submit(event)}>
      <h3>Add somebody</h3>
      <div class="row">
        <select name="user" aria-label="Who">
          {others.map(({ id, displayName, email }) => (
            <option key={id} value={id}>
              {displayName === '' ? email : `${displayName} (${email})`}
            </option>
          ))}
        </select>
        <select name="role" aria-label="As what" defaultValue="participant">
          {ROLES.map((role) => (
            <option key={role} value={role} selected={role === 'participant'}>
              {role}
            </option>
          ))}
        </select>
        <button class="button">Add</button>
      </div>
      <FormError text={problem} />
    </form>
  );
}

function Invite() {
  const [link, setLink] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const invite = async () => {
    const made = await client.tenant.invitations.create({ role: 'member' });
    if (made.isErr()) return setProblem(saying(made.error));
    setProblem(null);
    setLink(`${location.origin}/${addressOf({ name: 'join', invitation: made.value.token })}`);
  };
  return (
    <section class="invite">
      <h3>Invite to the team</h3>
      {link === null ? (
        <button class="button" onClick={() => void invite()}>
          Make a link
        </button>
      ) : (
        <>
          <input
            readOnly
            aria-label="Link that registers one person"
            value={link}
            ref={(element) => element?.select()}
          />
          <p class="hint">It registers one person, once. Add them to the room when they have.</p>
        </>
      )}
      <FormError text={problem} />
    </section>
  );
}

/** Those of the tenant, as far as the user may know them. */
function useUsers(): readonly User[] {
  const [users, setUsers] = useState<readonly User[]>([]);
  useEffect(() => {
    let isGone = false;
    const look = async () => {
      const listed = await client.tenant.users.list({ limit: 200 });
      if (listed.isOk() && !isGone) setUsers(listed.value.items);
    };
    void look();
    const timer = setInterval(() => void look(), 15_000);
    return () => {
      isGone = true;
      clearInterval(timer);
    };
  }, []);
  return users;
}
