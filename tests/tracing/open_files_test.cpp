// What descriptors are open on, by the calls of a real program, and what the program itself is told
// by the kernel: stopped at its calls, running on, and recorded.

#include "core/open_files.hpp"

#include <fcntl.h>

#include <filesystem>
#include <sstream>

#include "core/player.hpp"
#include "core/proc/files.hpp"
#include "core/recorder.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/tracing/process.hpp"

using namespace spyglass;

namespace {

/// What was said of the descriptors of each process, in order: "3 /etc/passwd".
using Said = std::map<int, std::vector<std::string>>;

/// As OpenFile says it, less the ends of sockets.
std::string plain(std::string target) {
  if (target.starts_with("anon_inode:[eventpoll]")) return "epoll";
  if (target.starts_with("anon_inode:[")) return target.substr(12, target.size() - 13);
  if (target.starts_with("/memfd:")) return "memfd";
  if (target.starts_with('/')) return target;
  return target.substr(0, target.find(':'));
}

Said told_by(const std::string& output) {
  Said said;
  std::istringstream lines(output);
  int process = 0;
  std::string descriptor, target;
  while (lines >> process >> descriptor && std::getline(lines >> std::ws, target)) {
    said[process].push_back(descriptor + " " + plain(target));
  }
  return said;
}

/// The kernel, and which descriptors it was asked about.
struct Overheard final : proc::Source {
  [[nodiscard]] std::optional<std::string> answer(const proc::Question& question) const override {
    const bool is_link = question.kind == proc::Question::Kind::link;
    if (is_link && question.detail.starts_with("fd/")) asked.insert(question.detail);
    return proc::kernel().answer(question);
  }
  mutable std::set<std::string> asked;
};

/// The same by the calls of a trace.
struct Follower {
  OpenFiles files;
  Said said;
  std::set<std::string> sockets;

  void take(const Trace::Step& step) {
    files.take(step);
    const Call* call = step.call.get();
    const bool asks = std::holds_alternative<event::CallExit>(step.stop.event) && call != nullptr &&
                      call->name == "fcntl" && call->argument_values[1] == F_GETFD;
    if (!asks) return;
    const auto number = static_cast<int>(call->argument_values[0]);
    const OpenFile* file = files.find(step.stop.process, number);
    std::string name = file == nullptr ? "nothing" : file->name;
    if (number < 0) name = files.directory(step.stop.process);
    if (file != nullptr && file->kind == OpenFile::Kind::socket) {
      sockets.insert(file->text());
      name = "socket";
    }
    said[step.stop.process.value()].push_back(std::to_string(number) + " " + name);
  }
};

std::string folder_of(const TemporaryFolder& folder) {
  return std::filesystem::canonical(folder.file(".")).string();
}

/// Those of both widths that there are.
std::vector<std::string> programs() {
  if (std::filesystem::exists(target("open_files-32"))) return {"open_files", "open_files-32"};
  puts("SKIPPED: open files of 32-bit programs (this compiler makes none)");
  return {"open_files"};
}

/// Follows a whole run of the program; returns what it has printed.
std::string follow(Trace& trace, const std::string& program, const std::string& folder,
                   Follower& follower, Recorder* recorder = nullptr) {
  auto launched = trace.launch(options_for(target(program), {folder}));
  REQUIRE(launched);
  std::optional<Trace::Step> step = std::move(launched->step);
  const Overheard source;
  bool is_first = true;
  while (step) {
    step->source = &source;
    follower.take(*step);
    if (std::exchange(is_first, false)) source.asked.clear();
    if (recorder != nullptr) recorder->take(*step, trace.thread_count());
    // It is done, and keeps what nobody told of open until it has been asked about.
    const bool waits = step->call && step->call->name == "read" &&
                       step->call->argument_values[0] == 0 && step->call->in_kernel();
    if (waits) launched->channels.input.reset();
    if (step->stop.stopped) (void)std::move(*step->stop.stopped).resume(trace.to_calls());
    step = trace.wait();
  }
  // Of all others, calls have told: this one came in a message.
  CHECK(source.asked.size() == 1);
  return read_to_end(launched->channels.output);
}

constexpr int most_descriptors = 64;

std::string fd_link(int number) { return "fd/" + std::to_string(number); }

/// A name may have links in it, or be of a file that is gone.
bool leads_to(const std::string& name, std::string target) {
  if (const auto note = target.find(" (deleted)"); note != std::string::npos) target.resize(note);
  return name == target || std::filesystem::weakly_canonical(name) == target;
}

bool is_open_on(const OpenFile& file, const std::string& target) {
  if (file.kind == OpenFile::Kind::path) return leads_to(file.name, target);
  return plain(target) == (file.kind == OpenFile::Kind::socket ? "socket" : file.name);
}

void check(const Follower& follower, const std::string& output) {
  const Said truth = told_by(output);
  REQUIRE(truth.size() == 3);
  CHECK(truth == follower.said);
  const auto& sockets = follower.sockets;
  CHECK(sockets.contains("unix"));
  // A listener, a client whose own end nobody has asked for, and a connection.
  CHECK(std::ranges::count_if(sockets, [](const std::string& text) {
          return text.starts_with("TCP 127.0.0.1:");
        }) == 2);
  CHECK(std::ranges::count_if(sockets, [](const std::string& text) {
          return text.starts_with("TCP -> 127.0.0.1:");
        }) == 1);
}

}  // namespace

TEST_CASE("open files by the stops of a program are those that the kernel knows") {
  for (const std::string& program : programs()) {
    INFO(program);
    const Deadline deadline;
    const TemporaryFolder folder;
    Trace trace;
    Follower follower;
    check(follower, follow(trace, program, folder_of(folder), follower));
  }
}

TEST_CASE("open files by what an observer tells are those that the kernel knows") {
  for (const std::string& program : programs()) {
    INFO(program);
    auto started = observe::Observer::start(
        {.wanted = {.calls = *CallSet::parse("read," + std::string(OpenFiles::calls())),
                    .rules = {}},
         .follow = true});
    if (!started) {
      puts(("SKIPPED: the bpf engine: " + started.error().message).c_str());
      return;
    }
    const Deadline deadline;
    const TemporaryFolder folder;
    Trace trace;
    trace.observe(std::move(*started));
    Follower follower;
    check(follower, follow(trace, program, folder_of(folder), follower));
  }
}

TEST_CASE("open files by a recording are those that the kernel knew") {
  const Deadline deadline;
  const TemporaryFolder folder;
  const std::string path = folder.file("run.spy");
  auto recorder = Recorder::create(path, {});
  REQUIRE(recorder);
  Trace trace;
  Follower live;
  const std::string output = follow(trace, "open_files", folder_of(folder), live, recorder->get());
  (*recorder)->finish();
  REQUIRE_FALSE((*recorder)->failed());

  auto player = Player::open(path);
  REQUIRE(player);
  Follower follower;
  while (const auto* record = (*player)->next()) {
    if (std::holds_alternative<recorded::Step>(*record)) follower.take((*player)->step());
  }
  CHECK((*player)->damage().empty());
  check(follower, output);
}

TEST_CASE("at each call of a shell and its children all descriptors are what /proc says") {
  const Deadline deadline;
  const TemporaryFolder folder;
  const std::string script = "cd " + folder_of(folder) + R"(
    exec 5>kept 6<&5
    { echo one; echo two >&2; } 2>&1 | cat | while read -r line; do echo "$line" >>"lines"; done
    text=$(cat <<END
of a here-document
END
)
    mkdir -p sub; (cd sub; echo "$text" >../text; cat <../text 5>&-)
    cat lines 6<&- & wait
    exec 5>&-
    ls sub/.. >/dev/null
  )";
  Trace trace;
  auto launched = trace.launch(options_for("/bin/sh", {"-c", script}));
  REQUIRE(launched);
  OpenFiles files;
  std::size_t compared = 0;
  std::set<int> processes;
  for (std::optional<Trace::Step> step = std::move(launched->step); step; step = trace.wait()) {
    files.take(*step);
    const Tid thread = step->stop.thread;
    const Pid process = step->stop.process;
    if (std::holds_alternative<event::CallEntry>(step->stop.event)) {
      INFO("at the entry of " << step->call->name << " of " << process.value());
      processes.insert(process.value());
      const auto numbers = proc::numbers_in(thread, "fd");
      for (int number = 0; number < most_descriptors; ++number) {
        const bool is_open = std::ranges::binary_search(numbers, number);
        const std::string target = proc::read_link(thread, fd_link(number)).value_or("nothing");
        const OpenFile* file = files.find(process, number);
        const std::string name = file == nullptr ? "nothing" : file->name;
        INFO(number << " is open on " << target << ", and known as " << name);
        CHECK(is_open == (file != nullptr));
        CHECK((file == nullptr || is_open_on(*file, target)));
        compared += is_open ? 1 : 0;
      }
      CHECK(leads_to(std::string(files.directory(process)),
                     proc::read_link(thread, "cwd").value_or("")));
    }
    if (step->stop.stopped) (void)std::move(*step->stop.stopped).resume(trace.to_calls());
  }
  CHECK(processes.size() >= 5);
  CHECK(compared > 1000);
}
