#include <fmt/format.h>

#include "repl/commands/families.hpp"
#include "repl/lesson/lessons.hpp"
#include "repl/options/trace_reading.hpp"
#include "repl/recipe/page.hpp"
#include "repl/shell/shell.hpp"
#include "repl/views/amounts.hpp"

namespace spyglass::commands {

namespace {

Result<void> trace(Shell& shell, const Words& words) {
  if (words.empty()) return wrong_usage("trace");
  std::vector<std::string> list = words.list;
  list.insert(list.begin(), "trace");
  std::vector<char*> pointers;
  pointers.reserve(list.size());
  for (std::string& word : list) pointers.push_back(word.data());
  // Read here first, so that what makes no sense is an error of this line.
  const auto reading = read_trace_flags(static_cast<int>(pointers.size()), pointers.data());
  if (!reading) return tl::make_unexpected(reading.error());
  return reading->helped ? Result<void>() : shell.run_beside(std::move(list));
}

Result<void> engine(Shell& shell, const Words& words) {
  if (words.size() > 1) return wrong_usage("engine");
  Session& session = shell.session();
  if (!words.empty()) {
    if (words[0] != "bpf" && words[0] != "ptrace") {
      return bad_input("engine takes bpf or ptrace");
    }
    if (auto set = session.see_calls_unstopped(words[0] == "bpf"); !set) return set;
  }
  shell.out().paragraph(session.sees_calls_unstopped()
                            ? "engine: bpf. `continue` does not stop the program at its calls, "
                              "unless one is to be caught or a recording is made; whatever looks "
                              "at a call more closely (step, enter, finish, until) does."
                            : "engine: ptrace. The program stops at each of its calls, twice.");
  return {};
}

Result<void> loader(Shell& shell, const Words& words) {
  const bool shows = words.size() == 1 && words[0] == "show";
  const bool folds = words.size() == 1 && words[0] == "fold";
  if (shows || folds) {
    shell.fold_loader(folds);
    return {};
  }
  if (!words.empty()) return wrong_usage("loader");
  const auto& folded = shell.live_trace().folded();
  for (const std::string& line : folded) shell.out().line(line);
  if (folded.empty()) {
    shell.out().paragraph(shell.live_trace().folds_loader()
                              ? "No calls of the dynamic loader were folded."
                              : "The dynamic loader's calls are shown as they come; `loader fold` "
                                "makes one line of them.",
                          0, Tone::faint);
  }
  return {};
}

/// Whoever names a recipe by its path writes a slash.
std::string placed_path(const Shell& shell, const std::string& word) {
  return word.find('/') < word.find('=') ? shell.from_workplace(word) : word;
}

Result<void> recipe(Shell& shell, const Words& words) {
  PromptRecipes& recipes = shell.recipes();
  if (words.empty()) {
    for (const std::string& name : recipes.names()) {
      shell.out().line(fmt::format("{} looks on", name), Tone::good);
    }
    shell.live_trace().say(recipe_list_text());
    return {};
  }
  if (words[0] == "off") {
    if (words.size() > 2) return wrong_usage("recipe");
    return recipes.end(words.size() == 2 ? words[1] : "");
  }
  std::vector<std::string> placed;
  for (const std::string& word : words.list) placed.push_back(placed_path(shell, word));
  if (auto added = recipes.add(placed); !added) return added;
  shell.out().line("from here on it is told of what the program does; `recipe off` ends it");
  return {};
}

Result<void> packets(Shell& shell, const Words& words) {
  PromptPackets& packets = shell.packets();
  if (words.size() == 1 && words[0] == "off") {
    const auto counts = packets.end();
    if (!counts) return bad_input("packets are not shown; `packets` begins it");
    shell.out().line(fmt::format("{} seen; {}", counted(counts->seen, "packet"),
                                 counts->dropped == 0
                                     ? "the kernel dropped none"
                                     : fmt::format("the kernel dropped {}", counts->dropped)));
    return {};
  }
  Session& session = shell.session();
  std::shared_ptr<const Sandbox> sandbox;
  const bool living = !session.threads().empty();
  if (living) {
    if (auto really = session.check_living(); !really) return really;
    if (session.program()) sandbox = session.program()->sandbox;
  }
  // A lesson puts its program into a sandbox when it comes to it.
  const SandboxPolicy& policy = shell.settings().sandbox;
  const bool is_in_lesson =
      shell.lessons().current() != nullptr && policy.use != SandboxPolicy::Use::never;
  const bool will_be_held = shell.workplace.sandbox || is_in_lesson || policy.holds_everything();
  if (living || !will_be_held) {
    if (auto fine = PromptPackets::check(sandbox.get()); !fine) return fine;
  }
  if (auto begun = packets.begin(words.rest, sandbox); !begun) return begun;
  shell.out().line(living ? "from here on packets are shown as they pass; `packets off` ends it"
                          : "the packets of the next program are shown; `packets off` ends it");
  return {};
}

Result<void> lua(Shell& shell, const Words& words) {
  if (words.empty()) return wrong_usage("lua");
  const auto values = shell.lua().run(words.rest, shell.session());
  if (!values) return tl::make_unexpected(values.error());
  for (const std::string& value : *values) shell.live_trace().say(inert(value) + '\n');
  return {};
}

constexpr Command rows[] = {
    {"lua", "lua EXPRESSION|STATEMENT…", "ask about the program in Lua",
     "`t` is the program, as checks of lessons see it: `t.calls`, `t.last`, `t:find(\"write\")`, "
     "`t:memory(ADDRESS, LENGTH)`; docs/lesson-format.md has all of it. Names of your own stay "
     "from one line to the next, and tables are shown as JSON. A recipe is the same Lua, told of "
     "each call as it comes.\n  lua t:count(\"write\")\n  lua t.last.args",
     Completes::nothing, lua},
    {"recipe", "recipe [NAME [ARGUMENT=VALUE…]…|off [NAME]]", "tracing tools that look on",
     "Without words it lists the recipes: tools that answer a question about a program, and your "
     "own. With names they look on from here on, while you let the program run or move it by "
     "hand, several at once; `recipe off`, or the program's end, shows what they have counted. "
     "Buffers come to them as they are shown here, 32 bytes of each.\n"
     "  recipe slow min=50",
     Completes::recipes, recipe},
    {"trace", "trace [FLAG…] PROGRAM [ARGUMENT…]", "a whole trace, with the flags of strace",
     "Runs a program from its beginning to its end, beside the one at hand, and prints its calls "
     "as "
     "strace does; `trace -h` lists the flags. The program gets no input.\n"
     "  trace -s 1024 -e openat cat /etc/hostname",
     Completes::programs, trace},
    {"packets", "packets [FILTER|off]", "what goes over the sandbox's network, and who sent it",
     "Shows each packet on the loopback of the program's own network as tcpdump writes it, and "
     "under it the call that sent it: data that a program wrote, a connection that it began or "
     "closed; what no call asked for is the kernel's own answer. A filter in tcpdump's language "
     "picks some. No root needed, and only in a sandbox: the machine's own packets are never "
     "looked at.\n  packets tcp port 8080",
     Completes::nothing, packets},
    {"engine", "engine [bpf|ptrace]", "whether calls stop the program while it runs",
     "Under `ptrace` a program stops twice for each call, some ten microseconds at the least. "
     "Under "
     "`bpf` programs in the kernel write its calls down, and `continue` lets it run at nearly its "
     "own "
     "speed: Ctrl-C, breakpoints, signals and everything that moves step by step bring it to a "
     "stop "
     "as before, and `back` cannot go to calls that were passed so. It takes root, or CAP_BPF and "
     "CAP_PERFMON.\n  engine bpf",
     Completes::nothing, engine},
    {"loader", "loader [fold|show]", "the dynamic loader's calls, which were folded",
     "Before a program's own first instruction the dynamic loader brings its libraries together, "
     "with "
     "some twenty calls that are nearly always the same. `loader fold` makes one line of them "
     "while "
     "the program runs, as most lessons do; `loader show` shows each. `loader` alone shows those "
     "that "
     "were folded since the program was started.",
     Completes::nothing, loader},
};

}  // namespace

CommandFamily tracing() { return {"trace", rows}; }

}  // namespace spyglass::commands
