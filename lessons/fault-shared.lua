-- For lesson 24: what several of its faults need.

local function place() return ("127.%d.%d.%d"):format(draw.number(1, 250), draw.number(1, 250), draw.number(2, 250)) end
local function started(t, name)
  return t:find("execve", function(call) return tostring(call.args.pathname):find(name, 1, true) end) ~= nil
end

return { place = place, started = started }
