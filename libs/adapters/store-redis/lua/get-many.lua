--[[
  Reads rows of one partition, all at the same instant.

  KEYS[i]  rows of the group of the i-th row: a hash of member -> value
  ARGV[i]  its member

  Returns the values in that order, nil where there is no row.
]]
local values = {}
for i = 1, #KEYS do
  values[i] = redis.call('HGET', KEYS[i], ARGV[i])
end
return values
