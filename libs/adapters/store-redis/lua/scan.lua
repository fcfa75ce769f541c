--[[
  Reads rows of one group in order of their members' bytes.

  KEYS[1]  rows of the group: a hash of member -> value
  KEYS[2]  index of the group: a sorted set of its members except ''

  ARGV[1]  lower bound as ZRANGEBYLEX takes it
  ARGV[2]  upper bound likewise
  ARGV[3]  at most so many rows
  ARGV[4]  '1' when the row of member '', which comes before all others, lies within the bounds
  ARGV[5]  add no row once the values have so many bytes
  ARGV[6]  '1' to go from the last member to the first

  Returns {'1' when these are all rows asked for, '0' when bytes ended it; then member, value, member, value ...}
]]
local limit, bytes_max = tonumber(ARGV[3]), tonumber(ARGV[5])
local reply, bytes = { '1' }, 0

local function add(member)
  local value = redis.call('HGET', KEYS[1], member)
  if not value then
    return
  end
  reply[#reply + 1] = member
  reply[#reply + 1] = value
  bytes = bytes + #value
  limit = limit - 1
end

local descending = ARGV[6] == '1'
local has_first = ARGV[4] == '1'

if has_first and not descending then
  add('')
end
if limit > 0 then
  local members
  if descending then
    members = redis.call('ZREVRANGEBYLEX', KEYS[2], ARGV[2], ARGV[1], 'LIMIT', 0, limit)
  else
    members = redis.call('ZRANGEBYLEX', KEYS[2], ARGV[1], ARGV[2], 'LIMIT', 0, limit)
  end
  for _, member in ipairs(members) do
    if bytes >= bytes_max then
      reply[1] = '0'
      return reply
    end
    add(member)
  end
end
if has_first and descending and limit > 0 then
  if bytes >= bytes_max then
    reply[1] = '0'
    return reply
  end
  add('')
end
return reply
