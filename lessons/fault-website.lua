-- For lesson 24: a French website, and a client that somebody has set to English. Both faults are in
-- the setting.

local shared = require "fault-shared"

local function website(config_name, config)
  local hour, host, port = draw.number(13, 22), shared.place(), draw.number(20000, 29999)
  local french, english = ("Le port ouvre à %d heures."):format(hour), ("The harbour opens at %d o'clock."):format(hour)
  local url = ("http://%s:%d/"):format(host, port)
  local with_header = { ('run ./fetch -H "Accept-Language: en" %s'):format(url), "continue" }
  return {
    program = { "lessons/fetch", url },
    beside = { "lessons/french-site", host, tostring(port), french, english },
    ports = { tostring(port) },
    environment = { "LANG=en_GB.UTF-8" },
    files = { [config_name] = config },
    complaint = ([[`./fetch %s` prints a page in French. Days ago somebody has written the wish for English into its
      config file, as the manual says. It was French before, and it is French still.]]):format(url),
    suspicion = "c",
    task = {
      text = "Prove it: get the English page from this very server, printed by fetch.",
      check = function(t)
        if t.state ~= "ended" or not shared.started(t, "fetch") then return end
        if t.output:find(english, 1, true) then return true end
        if t.output:find(french, 1, true) then return "French as ever" end
        return "no page was printed"
      end,
      wrong = { { "continue", expect = "French as ever" }, { "inject connect error=ECONNREFUSED", "continue", expect = "no page" } },
      after = "A wish that is not sent, or not in the right words, cannot be heard.",
    },
    with_header = with_header,
    url = url,
  }
end

local function config_is_missing()
  local name = draw.pick { "fetch.cfg", "fetch.config", "fetch.ini", "Fetch.conf" }
  local fault = website(name, "header = Accept-Language: en\n")
  fault.diagnosis = {
    parts = {
      { any = { "fetch.conf" }, ask = "Which file does fetch look for? Its exact name." },
      {
        any = { "enoent", "not there", "missing", "not exist", "not found", "isnt there", "no such", "other name", "another name",
          "wrong name", "is called", "is named", "misnamed", "never read", "not read", "instead of", "should be", name == "Fetch.conf" and "capital*" or name },
        ask = "And what comes of that? See what stands behind the = of its openat.",
      },
    },
    answer = ("It looks for fetch.conf and gets ENOENT: the file is called %s."):format(name),
    vague = { "it is about fetch.conf", "a file is missing" },
    wrong = {
      { answer = { "lang", "locale", "environment" }, say = "fetch doesn't look at its environment at all. What does it try to read?" },
      { answer = { "server", "website", "translation" }, say = "The server does what it is asked for. What is it asked for, and why?" },
    },
    explain = ("ENOENT in an openat: it *looked for* fetch.conf. That there is a %s beside it, it never knew. (Lesson 8 was of this kind.)"):format(name),
  }
  fault.task.solutions = {
    { ('run sh -c "mv %s fetch.conf"'):format(name), "continue", "run ./fetch " .. fault.url, "continue" },
    fault.with_header,
  }
  return fault
end

local function header_is_misspelt()
  local header = draw.pick { "Accept-Langauge", "Accept_Language", "Accepts-Language", "Content-Language" }
  local fault = website("fetch.conf", ("header = %s: en\n"):format(header))
  fault.diagnosis = {
    parts = {
      { any = { header, "misspel*", "mis-spel*", "spelt wrong*", "spelled wrong*", "spelling", "typo", "wrong name", "wrong header", "header is wrong", "name of the header", "header's name" },
        ask = "What does the client send? Read its whole request, letter by letter." },
      { any = { "accept-language", "no accept-language", "without accept-language" }, ask = "And what would the server have understood? Its answer says on what it depends." },
    },
    answer = ("The request has the header %s. It must be called Accept-Language."):format(header),
    vague = { "there is a typo", "it must be Accept-Language" },
    wrong = {
      { answer = { "lang", "locale", "environment" }, say = "fetch doesn't look at its environment at all. What does it send?" },
      { answer = { "config is missing", "not found", "enoent", "not read" }, say = "fetch.conf is found and read. What does it make of it?" },
    },
    explain = "A header that nobody knows is no error: servers pass over it in silence. Only the bytes of the request show it. (Lesson 20 was of this kind.)",
  }
  fault.task.solutions = {
    { 'run sh -c "echo header = Accept-Language: en > fetch.conf"', "continue", "run ./fetch " .. fault.url, "continue" },
    fault.with_header,
  }
  return fault
end

return { config_is_missing = config_is_missing, header_is_misspelt = header_is_misspelt }
