#pragma once

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "core/call_pairs.hpp"
#include "core/memory/buffer_memory.hpp"
#include "core/syscalls/catalogue.hpp"
#include "repl/trace/printer.hpp"

/// Calls that programs make all day, as a recording would have them, and what they go through on
/// their way to a line of a trace. There is no program.
namespace bench {

struct UsualCall {
  std::string_view name;  ///< of the benchmark; several may be of the same call
  spyglass::CallNumbers numbers;
  std::int64_t result;
};

/// The calls, and the memory that they point into.
class UsualCalls {
 public:
  UsualCalls() : bytes_(page) {
    const auto message = put("Hello, world\n");
    const auto line = put("The quick brown fox jumps over th");
    const auto path = put("/usr/lib/x86_64-linux-gnu/libc.so.6");
    const auto missing = put("/etc/ld.so.preload");
    struct stat facts {};
    facts.st_mode = S_IFREG | 0644;
    facts.st_size = 123456;
    const auto stat = put_value(facts);
    const auto span = put_value(timespec{1, 500'000'000});
    constexpr auto here = static_cast<std::uint64_t>(AT_FDCWD);
    add("write", {1, message, 13}, 13);
    add("read", {3, line, 32}, 32);
    add("openat", {here, path, O_RDONLY | O_CLOEXEC}, 3);
    add("openat", {here, missing, O_RDONLY}, -ENOENT, "openat ENOENT");
    add("fstat", {3, stat}, 0);
    add("close", {3}, 0);
    add("mmap", {0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, ~0ULL, 0},
        0x7f00'1234'5000);
    add("clock_nanosleep", {CLOCK_REALTIME, 0, span, 0}, 0);
  }

  [[nodiscard]] const std::vector<UsualCall>& all() const { return all_; }
  [[nodiscard]] spyglass::BufferMemory memory() const { return {spyglass::Addr(base), bytes_}; }

 private:
  static constexpr std::uint64_t base = 0x7000'0000;
  static constexpr std::size_t page = 4096;

  std::uint64_t put(std::string_view text) {
    const std::uint64_t at = base + used_;
    std::memcpy(bytes_.data() + used_, text.data(), text.size());
    used_ += (text.size() + 16) / 16 * 16;  // NULs behind it
    return at;
  }
  template <class T>
  std::uint64_t put_value(const T& value) {
    return put({reinterpret_cast<const char*>(&value), sizeof value});
  }
  void add(std::string_view call, std::array<std::uint64_t, 6> arguments, std::int64_t result,
           std::string_view name = {}) {
    using spyglass::AbiId;
    const auto number = spyglass::call_number(AbiId::x86_64, call).value();
    all_.push_back({name.empty() ? call : name,
                    {.abi = AbiId::x86_64, .number = number, .arguments = arguments},
                    result});
  }

  std::vector<std::byte> bytes_;
  std::size_t used_ = 0;
  std::vector<UsualCall> all_;
};

/// Calls of one thread → lines. Borrows the sinks.
class LineMaker {
 public:
  explicit LineMaker(spyglass::Sinks& sinks) : pairs_({}), printer_(sinks, {}, {}) {}

  void make(const UsualCall& call, const spyglass::Memory& memory) {
    take(spyglass::event::CallEntry{call.numbers}, memory);
    take(spyglass::event::CallExit{call.result}, memory);
  }

 private:
  void take(const spyglass::Event& event, const spyglass::Memory& memory) {
    const spyglass::Tid thread(4711);
    const spyglass::Pid process(4711);
    spyglass::Trace::Step step{.stop = {thread, process, event, {}}};
    step.call = pairs_.take(thread, process, event, memory, step.when);
    printer_.show(step, 1);
  }

  spyglass::CallPairs pairs_;
  spyglass::TracePrinter printer_;
};

}  // namespace bench
