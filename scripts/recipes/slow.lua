--- Which calls took long? Times include waiting: for a disk, for the network, for another process.
---
---     $ spyglass recipe slow min=50 -- sh -c 'sleep 0.1'
---     process  command               took  call
---     4711     sleep             100.1 ms  clock_nanosleep(CLOCK_REALTIME, 0, {tv_sec=0, tv_nsec=100000000}, NULL) = 0

recipe {
  summary = "calls that took longer than a limit",
  category = "time",
  arguments = {
    { name = "min", type = "duration", default = "10ms", help = "the least that is told of" },
  },
  where = "duration >= arg.min",
  columns = { "process", "command", "took:seconds", "call" },
  summaries = "time by call:seconds",
}

function on.call_exit(e)
  row { process = e.process, command = e.command, took = e.duration, call = e.text }
  top("time by call", e.name, e.duration)
end
