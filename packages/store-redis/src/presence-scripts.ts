import { redisScript } from './redis-script.js';

/*
 * A place is a hash: for each member, when it expires by the clock of Redis, and its value. It is gone with its last member.
 */

const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/** KEYS place, channel. ARGV member, value, ttl, how to publish. */
export const enterScript = redisScript(`${NOW}
local latest = now + tonumber(ARGV[3])
local known = redis.call('HGETALL', KEYS[1])
for index = 1, #known, 2 do
  local expires = tonumber(string.match(known[index + 1], '^%d+'))
  if expires <= now then redis.call('HDEL', KEYS[1], known[index])
  elseif known[index] ~= ARGV[1] and expires > latest then latest = expires end
end
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f %s', now + tonumber(ARGV[3]), ARGV[2]))
redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', latest))
redis.call(ARGV[4], KEYS[2], '')
return 1
`);

/** KEYS place, channel. ARGV member, how to publish. */
export const leaveScript = redisScript(`
if redis.call('HDEL', KEYS[1], ARGV[1]) == 1 then redis.call(ARGV[2], KEYS[2], '') end
return 1
`);

/** KEYS place. Gives the time, then members with their values. */
export const listScript = redisScript(`${NOW}
return { string.format('%.0f', now), redis.call('HGETALL', KEYS[1]) }
`);
