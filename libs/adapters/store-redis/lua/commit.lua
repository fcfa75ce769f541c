--[[
  Applies one commit of a partition, or refuses it and changes nothing.

  KEYS[1]       position of the partition: a hash of epoch, sequence, committed-by, applied-offset, format
  KEYS[2g]      rows of group g (from 1): a hash of member -> value
  KEYS[2g + 1]  index of group g: a sorted set of its members except '', all of score 0, hence in order of their bytes

  ARGV[1]       epoch of the sender
  ARGV[2]       sequence of the commit
  ARGV[3]       applied offset, '' for none
  ARGV[4]       newest commit of this epoch that the sender knows to be stored
  ARGV[5...]    mutations, in order:  'put' g member value  |  'delete' g member  |  'drop' g

  Returns {'stored'}; {'fenced', stored epoch} when the sender is not the owner; {'diverged', stored sequence} when the
  commit is not the next one.

  A commit that is stored already is no divergence. It may come again because its answer was lost: the last one at any
  time, and an earlier one as long as the sender has not heard that it was stored (then later ones were under way behind
  it). The sender's epoch wrote all of these, so they are the very same commits.
]]
local position = redis.call('HMGET', KEYS[1], 'epoch', 'sequence', 'committed-by')
local stored_epoch, stored_sequence, committed_by = position[1] or '0', tonumber(position[2] or 0), position[3]
local epoch, sequence = ARGV[1], tonumber(ARGV[2])

if epoch ~= stored_epoch then
  return { 'fenced', stored_epoch }
end
if sequence ~= stored_sequence + 1 then
  local is_repeat = committed_by == epoch
    and (sequence == stored_sequence or (sequence < stored_sequence and sequence > tonumber(ARGV[4])))
  if is_repeat then
    return { 'stored' }
  end
  return { 'diverged', tostring(stored_sequence) }
end

-- First of all writes: whatever makes Redis refuse to write (memory, disk, being a replica) makes it refuse a script's
-- first write and no later one, so the commit stays whole.
redis.call('HSET', KEYS[1], 'sequence', ARGV[2], 'committed-by', epoch, 'applied-offset', ARGV[3])

local at, last = 5, #ARGV
while at <= last do
  local kind, group = ARGV[at], 2 * tonumber(ARGV[at + 1])
  if kind == 'put' then
    local member = ARGV[at + 2]
    if redis.call('HSET', KEYS[group], member, ARGV[at + 3]) == 1 and member ~= '' then
      redis.call('ZADD', KEYS[group + 1], 0, member)
    end
    at = at + 4
  elseif kind == 'delete' then
    local member = ARGV[at + 2]
    if redis.call('HDEL', KEYS[group], member) == 1 and member ~= '' then
      redis.call('ZREM', KEYS[group + 1], member)
    end
    at = at + 3
  else
    redis.call('UNLINK', KEYS[group], KEYS[group + 1])
    at = at + 2
  end
end
return { 'stored' }
