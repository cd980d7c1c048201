#include "repl/price/measure.hpp"

#include <fmt/format.h>

#include <optional>

#include "core/abi/abi.hpp"
#include "core/base/read_text.hpp"
#include "core/base/scratch.hpp"
#include "repl/own_environment.hpp"
#include "repl/price/counting.hpp"
#include "repl/price/stopwatch.hpp"
#include "repl/resources.hpp"
#include "repl/trace/engine.hpp"
#include "repl/trace/launching.hpp"

namespace spyglass {

namespace {

using std::chrono::seconds;
using Words = std::vector<std::string>;

constexpr std::size_t most_rounds = 5;
constexpr seconds rounds_end{6};  ///< no round begins later
constexpr seconds longest_alone{5}, longest_watched{20};

/// Our own file, by a path that holds in every mount namespace.
const std::string ourselves = "/proc/self/exe";

Words with(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

Words trace_to(const std::string& file, const Words& flags) {
  return with({ourselves, "trace", "-o", file}, flags);
}

struct Way {
  const char* name;
  Words before;  ///< the program's own words; empty: it is run alone
  std::string why_not = {};
  bool hears_end = false;  ///< it leaves its program behind when it is killed
};

std::string why_no_bpf(const Words& program) {
  TraceRequest request;
  request.program = program;
  request.follow = true;
  const auto engine = choose_engine(request);
  if (!engine) return engine.error().message;
  return engine->observer ? "" : engine->why;
}

std::string why_no_strace() {
  if (!find_program("strace")) return "it is not installed";
  return has_surrounding_sandbox() ? "it would let the program out of the sandbox" : "";
}

std::vector<Way> ways_for(const Words& program) {
  const std::string nowhere = "/dev/null";
  return {
      {.name = ways::alone, .before = {}},
      {.name = ways::counted, .before = trace_to(nowhere, {"-f", "-c", "--engine=ptrace", "--"})},
      {.name = ways::ptrace, .before = trace_to(nowhere, {"-f", "--engine=ptrace", "--"})},
      {.name = ways::bpf,
       .before = trace_to(nowhere, {"-f", "--engine=bpf", "--"}),
       .why_not = why_no_bpf(program)},
      // -I 2: SIGTERM ends it while it waits, and then it takes its program along.
      {.name = ways::strace,
       .before = {"strace", "-I", "2", "-f", "-o", nowhere, "--"},
       .why_not = why_no_strace(),
       .hears_end = true},
  };
}

std::string words_of(const Stopwatch::Lap& lap, seconds limit) {
  if (lap.too_long) return fmt::format("it took longer than {} s, and was ended", limit.count());
  if (lap.status.was_killed())
    return fmt::format("signal {} ended it", lap.status.killed_by.value());
  return fmt::format("it exited with {}", lap.status.code);
}

/// All measurements of one program.
class Measuring {
 public:
  Measuring(Words program, Signals& signals) : program_(std::move(program)), stopwatch_(signals) {
    const auto smallest = resources::built_program(resources::folder_of(native_abi()) + "/hello");
    if (smallest) nothing_ = {smallest->string()};
  }

  Result<Prices> measure() {
    Prices prices;
    for (const std::string& word : program_)
      prices.program += (prices.program.empty() ? "" : " ") + word;
    if (auto well = check_alone(); !well) return tl::make_unexpected(well.error());
    if (auto counted = count(prices); !counted) return tl::make_unexpected(counted.error());
    if (auto timed = time_ways(prices); !timed) return tl::make_unexpected(timed.error());
    return prices;
  }

 private:
  /// As `trace` starts it.
  static Result<Stopwatch::Run> alone(const Words& program) {
    TraceRequest request;
    request.program = program;
    auto planned = plan_launch(request);
    if (!planned) return tl::make_unexpected(planned.error());
    return Stopwatch::Run{std::move(planned->options)};
  }

  /// A program that watches another; `tells` is handed on to it: what it starts is held in.
  static Result<Stopwatch::Run> watching(const Words& words, bool tells = true) {
    const auto path = find_program(words.front());
    if (!path) return bad_input(fmt::format("there is no `{}` in PATH", words.front()));
    LaunchOptions options{.path = *path,
                          .arguments = words,
                          .environment = own_environment(),
                          .randomize_addresses = true};
    const auto around = surrounding_sandbox();
    if (!around) return tl::make_unexpected(around.error());
    if (*around && tells) options.environment.push_back(sandbox_variable((*around)->facts()));
    return Stopwatch::Run{std::move(options)};
  }

  Result<Stopwatch::Lap> run(const Way& way, const Words& program) {
    auto run = way.before.empty() ? alone(program) : watching(with(way.before, program));
    if (!run) return tl::make_unexpected(run.error());
    if (way.hears_end) run->when_orphaned = SIGTERM;
    return stopwatch_.time(*run, way.before.empty() ? longest_alone : longest_watched);
  }

  Result<void> check_alone() {
    const auto lap = run({.name = ways::alone, .before = {}}, program_);
    if (!lap) return tl::make_unexpected(lap.error());
    if (lap->went_well()) return {};
    return fail(fmt::format(
        "{} must end well by itself to be measured, with nothing to read, and {}. Try one that "
        "exits with 0, such as `price ls`",
        program_.front(), words_of(*lap, longest_alone)));
  }

  /// What a run of ours counted; nothing when it did not come to its end.
  Result<std::optional<CallCounts>> counts_of(const std::string& file, const Words& words,
                                              bool tells) {
    const auto run = watching(words, tells);
    if (!run) return tl::make_unexpected(run.error());
    const auto lap = stopwatch_.time(*run, longest_watched);
    if (!lap) return tl::make_unexpected(lap.error());
    if (lap->too_long) return std::nullopt;
    const auto text = read_text(file);
    if (!text) return std::nullopt;
    return read_counts(*text);
  }

  /// Its calls, and those of the tool that watches it.
  Result<std::optional<Counted>> count_both(const Words& program) {
    const auto scratch = Scratch::make("counting calls");
    if (!scratch) return tl::make_unexpected(scratch.error());
    const std::string file = (scratch->path() / "counts").string();
    const Words counting = {"-c", "-U", "calls,name", "--engine=ptrace"};
    const auto watched =
        counts_of(file, with(with(trace_to(file, counting), {"-f", "--"}), program), true);
    if (!watched) return tl::make_unexpected(watched.error());
    // Without -f: only what the tool itself does. Nobody traces who is held in, so it is not, and
    // what it starts is.
    Words outer = trace_to(file, counting);
    const auto around = surrounding_sandbox();
    if (around && *around) outer = with(outer, {"-E", sandbox_variable((*around)->facts())});
    const Words inner = trace_to("/dev/null", {"-f", "--engine=ptrace", "--"});
    const auto tool = counts_of(file, with(with(with(outer, {"--"}), inner), program), false);
    if (!tool) return tl::make_unexpected(tool.error());
    if (!*watched) return std::nullopt;
    return Counted{tool->value_or(CallCounts{}), sum_of(**watched)};
  }

  Result<void> count(Prices& prices) {
    const auto whole = count_both(program_);
    if (!whole) return tl::make_unexpected(whole.error());
    if (!*whole) {
      return fail(
          fmt::format("{} takes longer than {} s when its calls are counted: try something "
                      "shorter",
                      program_.front(), longest_watched.count()));
    }
    Counted nothing;
    if (!nothing_.empty()) {
      const auto counted = count_both(nothing_);
      if (!counted) return tl::make_unexpected(counted.error());
      if (*counted) nothing = **counted;
    }
    prices.calls = (*whole)->watched;
    prices.start_calls = nothing.watched;
    if ((*whole)->tool.empty()) {
      prices.why_no_tool = fmt::format("that took longer than {} s.", longest_watched.count());
      return {};
    }
    prices.tool = calls_of_tool(**whole, nothing);
    if (prices.tool.empty()) prices.why_no_tool = "the program makes hardly any.";
    return {};
  }

  /// One round of one way: nothing but an interruption is an error.
  Result<void> time_way(const Way& way, Price& price) {
    if (!price.why_not.empty()) return {};
    const auto lap = run(way, program_);
    if (!lap) return tl::make_unexpected(lap.error());
    if (!lap->went_well()) {
      price = {.name = price.name, .why_not = words_of(*lap, longest_watched)};
      return {};
    }
    price.rounds.push_back(lap->time);
    if (nothing_.empty()) return {};
    const auto start = run(way, nothing_);
    if (!start) return tl::make_unexpected(start.error());
    price.start.push_back(start->time);
    return {};
  }

  /// In turns, so that a machine that gets slower or faster does so for all of them.
  Result<void> time_ways(Prices& prices) {
    const std::vector<Way> all = ways_for(program_);
    for (const Way& way : all) prices.rows.push_back({.name = way.name, .why_not = way.why_not});
    const auto end = std::chrono::steady_clock::now() + rounds_end;
    for (std::size_t round = 0; round < most_rounds; ++round) {
      if (round > 0 && std::chrono::steady_clock::now() > end) break;
      for (std::size_t i = 0; i < all.size(); ++i) {
        if (auto timed = time_way(all[i], prices.rows[i]); !timed) return timed;
      }
    }
    if (prices.rows.front().is_known()) return {};
    return fail(fmt::format("{} does not end in the same way each time: {}", program_.front(),
                            prices.rows.front().why_not));
  }

  Words program_;
  Words nothing_;  ///< a program that does next to nothing; empty: there is none here
  Stopwatch stopwatch_;
};

}  // namespace

Result<Prices> measure_prices(const std::vector<std::string>& program, Signals& signals) {
  return Measuring(program, signals).measure();
}

}  // namespace spyglass
