--[[
  Makes the caller the owner of a partition.

  KEYS[1]  position of the partition: a hash of epoch, sequence, committed-by, applied-offset, format

  ARGV[1]  format of the rows this version reads and writes
  ARGV[2]  lowest epoch to give

  Returns {'acquired', epoch, sequence, applied offset} as text, the last two '' where there is none,
  or {'format', stored format} and changes nothing when the partition is in another format.
]]
local format = redis.call('HGET', KEYS[1], 'format')
if format and format ~= ARGV[1] then
  return { 'format', format }
end

-- As text: Lua would print a number of this size in scientific notation.
local last = tonumber(redis.call('HGET', KEYS[1], 'epoch') or 0)
local epoch = string.format('%.0f', math.max(last + 1, tonumber(ARGV[2])))
redis.call('HSET', KEYS[1], 'epoch', epoch, 'format', ARGV[1])
local stored = redis.call('HMGET', KEYS[1], 'sequence', 'applied-offset')
return { 'acquired', epoch, stored[1] or '', stored[2] or '' }
