import type { TenantId } from './ids.js';

/** The tenant of what nobody's tenant is known of, such as failed logins of users that there are not. No user is in it. */
export const NO_TENANT = `ten_${'0'.repeat(26)}` as TenantId;
