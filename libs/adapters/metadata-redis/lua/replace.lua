--[[
  Replaces a document if it is still at the version the sender knows, and tells who watches it.

  KEYS[1]  the document: a hash of version, value, replacement
  KEYS[2]  channel of its changes, in the same slot

  ARGV[1]  version expected, 0 for "does not exist"
  ARGV[2]  value
  ARGV[3]  a name for this replacement that no other one has

  Returns {'replaced', new version} or {'conflict', stored version}. A replacement that comes again, because its answer
  was lost, is recognised by its name as long as it is the newest one.
  Published is the version as text, a line feed, the value.
]]
local stored = redis.call('HMGET', KEYS[1], 'version', 'replacement')
local version, replacement = stored[1] or '0', stored[2]

if replacement == ARGV[3] then
  return { 'replaced', version }
end
if version ~= ARGV[1] then
  return { 'conflict', version }
end

local next_version = tostring(tonumber(version) + 1)
redis.call('HSET', KEYS[1], 'version', next_version, 'value', ARGV[2], 'replacement', ARGV[3])
redis.call('SPUBLISH', KEYS[2], next_version .. '\n' .. ARGV[2])
return { 'replaced', next_version }
