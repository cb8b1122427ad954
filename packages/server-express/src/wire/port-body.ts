import { z } from 'zod';

/** A link that lets a browser in to a port. */
export const portLinkBody = z.object({ url: z.string(), expiresAt: z.string() });
