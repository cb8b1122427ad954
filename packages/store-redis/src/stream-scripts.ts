import { redisScript } from './redis-script.js';

/*
 * A stream is two keys. Its chunks are entries of a Redis stream: the id of an entry is the position after its last chunk, `c` its
 * chunks and `s` their sizes in bytes. What is known of it is a hash: `i` names this life of the key, `n` is the next position, `f`
 * the first that is kept, `b` the bytes that are kept, `e` the end, `t`, `c` and `x` the retention, and `w:ID` what the last call of
 * a writer was and where it led, so that a call that is made twice happens once.
 */

/** KEYS entries, meta. ARGV life, ttl, most chunks, most bytes. */
export const createScript = redisScript(`
local life = redis.call('HGET', KEYS[2], 'i')
if life == ARGV[1] then return 1 end
if life then return 0 end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[2], 'i', ARGV[1], 'n', '0', 'f', '0', 'b', '0', 't', ARGV[2], 'c', ARGV[3], 'x', ARGV[4])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
return 1
`);

/**
 * KEYS entries, meta, channel. ARGV writer, number of the call, expected position or '', end or '', how to publish, then for each entry
 * its chunks, how many they are, their sizes, and the sum of those.
 */
export const appendScript = redisScript(`
local entries, meta, channel = KEYS[1], KEYS[2], KEYS[3]
local writer, call, at, ending, publish = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local function text(number) return string.format('%.0f', number) end

local known = redis.call('HMGET', meta, 'i', 'n', 'f', 'b', 'e', 't', 'c', 'x', writer)
if not known[1] then return { 'not-found' } end
if known[9] then
  local last, position = string.match(known[9], '^(%d+):(%d+)$')
  if last == call then return { 'ok', position } end
  if tonumber(last) > tonumber(call) then return { 'late' } end
end
if known[5] then return { 'ended', known[5] } end
if at ~= '' and at ~= known[2] then return { 'conflict', known[2] } end

local life, next, first, bytes = known[1], tonumber(known[2]), tonumber(known[3]), tonumber(known[4])
for index = 6, #ARGV, 4 do
  next = next + tonumber(ARGV[index + 1])
  bytes = bytes + tonumber(ARGV[index + 3])
  redis.call('XADD', entries, text(next) .. '-0', 'c', ARGV[index], 's', ARGV[index + 2])
  redis.call(publish, channel, life .. ' c ' .. text(next) .. ' ' .. ARGV[index])
end

local most_chunks, most_bytes = tonumber(known[7]), tonumber(known[8])
local dropped = false
while next - first > most_chunks or (bytes > most_bytes and next - first > 1) do
  local oldest = redis.call('XRANGE', entries, text(first + 1) .. '-0', '+', 'COUNT', 1)[1]
  if not oldest then first, bytes = next, 0 break end
  dropped = true
  local sizes = cjson.decode(oldest[2][4])
  local start = tonumber(string.match(oldest[1], '^%d+')) - #sizes
  local index = math.max(first - start, 0) + 1
  first = math.max(first, start)
  while index <= #sizes and (next - first > most_chunks or (bytes > most_bytes and next - first > 1)) do
    bytes = bytes - sizes[index]
    first = first + 1
    index = index + 1
  end
end
if dropped then redis.call('XTRIM', entries, 'MINID', text(first + 1) .. '-0') end

redis.call('HSET', meta, 'n', text(next), 'f', text(first), 'b', text(bytes), writer, call .. ':' .. text(next))
if ending ~= '' then
  redis.call('HSET', meta, 'e', ending)
  redis.call(publish, channel, life .. ' e ' .. text(next) .. ' ' .. ending)
end
redis.call('PEXPIRE', entries, known[6])
redis.call('PEXPIRE', meta, known[6])
return { 'ok', text(next) }
`);

/**
 * KEYS entries, meta. ARGV position, most entries, most bytes beyond the first entry. Gives what is known, and entries from the one
 * that holds the position on.
 */
export const readScript = redisScript(`
local known = redis.call('HMGET', KEYS[2], 'i', 'n', 'f', 'e')
if not known[1] then return false end
local now = redis.call('TIME')
local left = redis.call('PTTL', KEYS[2])
local found = {}
local from, wanted, room = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local cursor = string.format('%.0f', math.max(tonumber(from), tonumber(known[3])) + 1) .. '-0'
while wanted > 0 and room > 0 do
  local page = redis.call('XRANGE', KEYS[1], cursor, '+', 'COUNT', math.min(wanted, 64))
  for _, entry in ipairs(page) do
    found[#found + 1] = entry[1]
    found[#found + 1] = entry[2][2]
    room = room - #entry[2][2]
    wanted = wanted - 1
    if room <= 0 then break end
  end
  if #page < 64 then break end
  cursor = '(' .. page[#page][1]
end
return { known[1], known[2], known[3], known[4] or '', tostring(left), now[1], now[2], found }
`);

/** KEYS entries, meta, channel. ARGV how to publish. */
export const removeScript = redisScript(`
local life = redis.call('HGET', KEYS[2], 'i')
redis.call('DEL', KEYS[1], KEYS[2])
if life then redis.call(ARGV[1], KEYS[3], life .. ' r') end
return 1
`);
