#include "tests/differential/run.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/personality.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <regex>
#include <sstream>
#include <stdexcept>

#include "tests/temporary_folder.hpp"

namespace {

using std::chrono::steady_clock;

const std::string path =
    SPYGLASS_TARGETS_DIR ":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Where a run finds itself. `here` is its working folder, anew for each run.
class Surroundings {
 public:
  Surroundings() {
    std::filesystem::permissions(folder_.path(), std::filesystem::perms(0755));
    here_ = folder_.path() / "here";
    std::filesystem::create_directory(here_);
    std::filesystem::create_directory(folder_.path() / "traces");
    environment_ = {"PATH=" + path, "LC_ALL=C", "TZ=UTC", "HOME=" + here_.string(),
                    "PERL_HASH_SEED=0"};
  }

  [[nodiscard]] std::string here() const { return here_.string(); }
  [[nodiscard]] std::string output() const { return folder_.file("output"); }
  [[nodiscard]] std::filesystem::path traces() const { return folder_.path() / "traces"; }
  [[nodiscard]] std::vector<char*> environment() const {
    std::vector<char*> entries;
    for (const auto& entry : environment_) entries.push_back(const_cast<char*>(entry.c_str()));
    entries.push_back(nullptr);
    return entries;
  }
  /// Takes away what the run before has left.
  void clear() const {
    for (const auto& folder : {here_, traces()}) {
      for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        std::filesystem::remove_all(entry.path());
      }
    }
  }

 private:
  TemporaryFolder folder_;
  std::filesystem::path here_;
  std::vector<std::string> environment_;
};

struct Pipe {
  std::array<int, 2> ends{};
  Pipe() {
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  }
  ~Pipe() {
    close_read();
    close_write();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close_read() { close_end(0); }
  void close_write() { close_end(1); }

 private:
  void close_end(std::size_t which) {
    if (ends[which] >= 0) close(ends[which]);
    ends[which] = -1;
  }
};

[[noreturn]] void become(const std::string& script, const Surroundings& around, int input,
                         int errors) {
  setsid();
  personality(ADDR_NO_RANDOMIZE);
  const int output = open(around.output().c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  dup2(input, 0);
  dup2(output, 1);
  dup2(errors, 2);
  close_range(3, ~0U, 0);
  umask(022);
  if (chdir(around.here().c_str()) != 0) _exit(126);
  std::array words = {const_cast<char*>("sh"), const_cast<char*>("-c"),
                      const_cast<char*>(script.c_str()), static_cast<char*>(nullptr)};
  execve("/bin/sh", words.data(), around.environment().data());
  _exit(127);
}

pid_t start(const std::string& script, const Surroundings& around, int input, int errors) {
  const pid_t child = fork();
  if (child == 0) become(script, around, input, errors);
  if (child < 0) throw std::runtime_error("no process");
  return child;
}

int exit_status(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

constexpr std::chrono::seconds limit(30);

/// Reads until nobody has the other end any more, or `until` is true. False when time ran out.
template <class Until>
bool read_while(int fd, std::string& into, Until until) {
  const auto end = steady_clock::now() + limit;
  std::array<char, 4096> chunk;
  while (!until()) {
    pollfd source = {fd, POLLIN, 0};
    if (poll(&source, 1, 20) > 0) {
      const ssize_t count = read(fd, chunk.data(), chunk.size());
      if (count <= 0) return true;
      into.append(chunk.data(), static_cast<std::size_t>(count));
    }
    if (steady_clock::now() > end) return false;
  }
  return true;
}

bool is_in_read(pid_t process) {
  return read_whole("/proc/" + std::to_string(process) + "/syscall").starts_with("0 0x0 ");
}

bool is_traced(pid_t process) {
  const std::string status = read_whole("/proc/" + std::to_string(process) + "/status");
  const auto at = status.find("TracerPid:\t");
  return at != std::string::npos && status[at + 11] != '0';
}

std::vector<RawTrace::File> read_traces(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    files.push_back(entry.path());
  }
  std::ranges::sort(files);
  std::vector<RawTrace::File> traces;
  for (const auto& file : files) {
    const std::string ending = file.extension().string();
    traces.push_back({ending.empty() ? "" : ending.substr(1), read_whole(file)});
  }
  return traces;
}

bool has_output_flag(const std::string& flags) {
  static const std::regex output("(^| )(-[a-zA-Z]*o|--output[= ])");
  return std::regex_search(flags, output);
}

const std::string variables =
    "X86_64='" SPYGLASS_PROGRAMS_DIR "/x86_64'; I386='" SPYGLASS_PROGRAMS_DIR "/i386'; ";

std::string tracer_script(const CommandLine& line, const Tracer& tracer, const std::string& trace,
                          pid_t program) {
  std::string script = variables + "TRACE='" + trace + "'; ";
  if (line.attach) script += "PROGRAM=" + std::to_string(program) + "; ";
  script += "exec " + tracer.command;
  if (!has_output_flag(line.flags)) script += " -o \"$TRACE\"";
  script += ' ' + line.flags;
  if (!line.attach) script += " -- " + line.command;
  return script;
}

}  // namespace

Run run(const CommandLine& line, const Tracer& tracer) {
  static const Surroundings around;
  around.clear();
  const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  Pipe errors;
  Pipe input;
  pid_t program = -1;
  Run result;
  if (line.attach) {
    program = start(variables + "exec " + line.command, around, input.ends[0], nothing);
    input.close_read();
    std::string none;
    read_while(errors.ends[0], none, [&] { return is_in_read(program); });
  }
  const std::string trace = (around.traces() / "trace").string();
  const pid_t child =
      start(tracer_script(line, tracer, trace, program), around, nothing, errors.ends[1]);
  errors.close_write();
  close(nothing);
  std::string& messages = result.trace.messages;
  if (line.attach) {
    read_while(errors.ends[0], messages, [&] { return is_traced(program) && is_in_read(program); });
    (void)!write(input.ends[1], "\n", 1);
    input.close_write();
  }
  const bool in_time = read_while(errors.ends[0], messages, [] { return false; });
  if (!in_time) kill(-child, SIGKILL);
  result.status = exit_status(child);
  if (program > 0) {
    if (!in_time) kill(-program, SIGKILL);
    exit_status(program);
  }
  if (!in_time) result.status = 124;
  result.trace.files = read_traces(around.traces());
  return result;
}

std::string missing_program(const CommandLine& line) {
  std::vector<std::string> programs = line.needs;
  std::istringstream words(line.command);
  std::string first;
  words >> first;
  std::erase(first, '"');
  for (const auto& [variable, folder] : {std::pair{"$X86_64", SPYGLASS_PROGRAMS_DIR "/x86_64"},
                                         std::pair{"$I386", SPYGLASS_PROGRAMS_DIR "/i386"}}) {
    if (first.starts_with(variable)) first.replace(0, std::string(variable).size(), folder);
  }
  programs.push_back(first);
  for (const std::string& program : programs) {
    bool found = program.find('/') != std::string::npos && access(program.c_str(), X_OK) == 0;
    std::istringstream folders(path);
    for (std::string folder; !found && std::getline(folders, folder, ':');) {
      found = access((folder + '/' + program).c_str(), X_OK) == 0;
    }
    if (!found) return program;
  }
  return {};
}
