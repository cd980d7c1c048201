#include "repl/lesson/pack/program_builder.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>

#include "core/base/new_file.hpp"
#include "core/base/scratch.hpp"
#include "core/launch_inside.hpp"
#include "repl/resources.hpp"

namespace spyglass {

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

/// One file takes a tenth of a second.
constexpr auto patience = std::chrono::seconds(30);
constexpr std::size_t kept_output = std::size_t{1} << 14;

/// Our child, which leads a group of its own; it ends with this object.
class Compiler {
 public:
  explicit Compiler(PreparedChild child) : child_(std::move(child)) {}
  ~Compiler() { (void)end(); }
  Compiler(const Compiler&) = delete;
  Compiler& operator=(const Compiler&) = delete;

  /// Waits for the end of its output; false when it takes too long.
  bool hear(std::string& said) {
    const char byte = 1;
    if (write(child_.go.get(), &byte, 1) != 1) return false;
    const auto deadline = Clock::now() + patience;
    for (;;) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
      if (left.count() <= 0) return false;
      pollfd source{child_.channels.errors.get(), POLLIN, 0};
      if (poll(&source, 1, static_cast<int>(left.count())) <= 0) continue;
      std::array<char, 4096> chunk;
      const ssize_t count = read(source.fd, chunk.data(), chunk.size());
      if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
      if (count <= 0) return true;
      if (said.size() < kept_output) said.append(chunk.data(), static_cast<std::size_t>(count));
    }
  }

  /// Whether it is done, and well. Ends it otherwise.
  bool end(bool at_once = true) {
    if (ended_) return well_;
    const pid_t process = child_.process.value();
    if (at_once) {
      kill(-process, SIGKILL);
      kill(process, SIGKILL);
    }
    int status = 0;
    while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
    }
    ended_ = true;
    well_ = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    return well_;
  }

 private:
  PreparedChild child_;
  bool ended_ = false;
  bool well_ = false;
};

Result<void> compile(const fs::path& scratch, const std::string& source, const std::string& program,
                     const SandboxPolicy& policy) {
  const auto compiler = find_program("cc");
  if (!compiler) {
    return fail("there is no C compiler `cc` on this machine. Try: apt install gcc libc6-dev");
  }
  auto sandbox = make_sandbox(policy, {.scratch = scratch.string()});
  if (!sandbox) return tl::make_unexpected(sandbox.error());
  LaunchOptions options{.path = *compiler, .arguments = {"cc"}, .directory = scratch.string()};
  if (source.ends_with(".S")) {
    options.arguments.insert(options.arguments.end(),
                             {"-nostdlib", "-static", "-Wl,-z,noexecstack"});
  } else {
    options.arguments.insert(options.arguments.end(), {"-std=gnu11", "-O1"});
  }
  options.arguments.insert(options.arguments.end(), {"-o", program, source});
  const char* path = getenv("PATH");
  options.environment = {"LC_ALL=C", "TMPDIR=" + scratch.string(),
                         fmt::format("PATH={}", path == nullptr ? "/usr/bin:/bin" : path)};
  options.streams = Streams::pipes;
  if (*sandbox) launch_inside(options, *sandbox);
  auto child = prepare_child(options);
  if (!child) return tl::make_unexpected(child.error());
  Compiler running(std::move(*child));
  std::string said;
  if (!running.hear(said)) return fail(fmt::format("building {} takes too long", source));
  if (!running.end(false)) return fail(fmt::format("{} cannot be built:\n{}", source, said));
  return {};
}

Result<void> copy_program(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::copy_file(from, to, error);
  if (!error) fs::permissions(to, fs::perms(0755), error);
  if (error) return fail(fmt::format("cannot make {}: {}", to.string(), error.message()));
  return {};
}

}  // namespace

bool needs_compiler(const Pack& pack) { return !pack.sources(SourceUse::built).empty(); }

Result<void> build_programs(const Pack& pack, const fs::path& folder, const SandboxPolicy& policy) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return fail(fmt::format("cannot make {}: {}", folder.string(), error.message()));
  const auto scratch = Scratch::make("the programs of a pack");
  if (!scratch) return tl::make_unexpected(scratch.error());
  for (const SourceUse use : {SourceUse::included, SourceUse::built, SourceUse::copied}) {
    for (const std::string& source : pack.sources(use)) {
      const fs::path place = scratch->path() / source;
      auto made = write_new_file(place, pack.files.at("programs/" + source));
      if (!made) return made;
      if (use == SourceUse::included) continue;
      const std::string program = place.stem().string();
      if (use == SourceUse::built) {
        if (auto built = compile(scratch->path(), source, program, policy); !built) return built;
      }
      const fs::path ready = use == SourceUse::built ? scratch->path() / program : place;
      if (auto copied = copy_program(ready, folder / program); !copied) return copied;
    }
  }
  return {};
}

}  // namespace spyglass
