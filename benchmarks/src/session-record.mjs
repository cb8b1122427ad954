/** A record of the size and the shape of a session. */
export function sessionRecord(number) {
  const at = new Date(Date.UTC(2030, 0, 1) + number).toISOString();
  return {
    tenantId: 'ten_01hzy3v7k8q9rstvwxyz012345',
    id: `ses_${String(number).padStart(26, '0')}`,
    ownerId: `usr_${String(number % 100).padStart(26, '0')}`,
    kind: 'room',
    title: `Session number ${number}`,
    languages: ['python', 'typescript'],
    desired: 'running',
    incarnation: number % 7,
    createdAt: at,
    updatedAt: at,
  };
}
