#include "core/inside/rewind.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/rseq.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <set>

#include "core/base/unique_fd.hpp"
#include "core/elf/maps.hpp"

namespace spyglass {

namespace {

using Maps = std::vector<Mapping>;

/// Parts of every process that the kernel keeps: [vdso], [vvar], [vsyscall].
bool is_kernels(const Mapping& mapping) { return mapping.path.starts_with("[v"); }
bool is_private(const Mapping& mapping) { return mapping.permissions[3] == 'p'; }
bool is_file(const Mapping& mapping) {
  return !mapping.path.empty() && mapping.path.front() == '/';
}

std::uint64_t protection(const Mapping& mapping) {
  return (mapping.permissions[0] == 'r' ? PROT_READ : 0u) |
         (mapping.permissions[1] == 'w' ? PROT_WRITE : 0u) |
         (mapping.permissions[2] == 'x' ? PROT_EXEC : 0u);
}

/// Whether the same thing is mapped at an address that both have.
bool same_thing(const Mapping& a, const Mapping& b, Addr at) {
  if (is_private(a) != is_private(b) || is_file(a) != is_file(b)) return false;
  return !is_file(a) ||
         (a.path == b.path && a.offset + (at - a.start) == b.offset + (at - b.start));
}

/// What differs between two address spaces, from boundary to boundary.
struct Segment {
  Addr start, end;
  const Mapping* now;
  const Mapping* then;
};
std::vector<Segment> segments(const Maps& now, const Maps& then) {
  std::set<Addr> edges;
  for (const Maps* maps : {&now, &then}) {
    for (const Mapping& mapping : *maps) {
      edges.insert(mapping.start);
      edges.insert(mapping.end);
    }
  }
  std::vector<Segment> result;
  for (auto edge = edges.begin(); edge != edges.end() && std::next(edge) != edges.end(); ++edge) {
    const Segment one{*edge, *std::next(edge), mapping_at(now, *edge), mapping_at(then, *edge)};
    if (one.now == nullptr && one.then == nullptr) continue;
    const Mapping& any = one.now != nullptr ? *one.now : *one.then;
    if (!is_kernels(any)) result.push_back(one);
  }
  return result;
}

class Rewinding {
 public:
  Rewinding(Visit& visit, Tid copy) : visit_(visit), copy_(copy) {}

  Result<std::vector<std::string>> run() {
    const auto then = read_maps(copy_);
    if (!then) return tl::make_unexpected(then.error());
    if (auto safe = visit_.move_to_vdso(); !safe) return tl::make_unexpected(safe.error());
    if (auto done = release_rseq(); !done) return tl::make_unexpected(done.error());
    if (auto done = heap(*then); !done) return tl::make_unexpected(done.error());
    auto now = read_maps(visit_.thread());
    if (!now) return tl::make_unexpected(now.error());
    for (const Segment& segment : segments(*now, *then)) {
      if (auto done = reshape(segment); !done) return tl::make_unexpected(done.error());
    }
    now = read_maps(visit_.thread());
    if (!now) return tl::make_unexpected(now.error());
    for (const Segment& segment : segments(*now, *then)) {
      if (segment.now == nullptr || segment.then == nullptr) continue;
      if (auto done = fill(segment); !done) return tl::make_unexpected(done.error());
    }
    if (auto done = register_rseq(); !done) return tl::make_unexpected(done.error());
    return problems_;
  }

 private:
  /// The kernel writes into this memory by itself, so it must not be there when that goes.
  Result<void> release_rseq() {
    const auto is = door::rseq(visit_.thread());
    const auto was = door::rseq(copy_);
    if (!is || !was || *is == *was || is->address == 0) return {};  // old kernels have no rseq
    const auto done = call("rseq", {is->address, is->size, RSEQ_FLAG_UNREGISTER, is->signature});
    return done ? Result<void>{} : tl::make_unexpected(done.error());
  }
  Result<void> register_rseq() {
    const auto is = door::rseq(visit_.thread());
    const auto was = door::rseq(copy_);
    if (!is || !was || *is == *was || was->address == 0) return {};
    const auto done = call("rseq", {was->address, was->size, 0, was->signature});
    return done ? Result<void>{} : tl::make_unexpected(done.error());
  }

  Result<std::int64_t> call(std::string_view name, std::initializer_list<std::uint64_t> arguments) {
    const auto answer = visit_.call(name, arguments);
    if (!answer) return tl::make_unexpected(answer.error());
    return answer->result;
  }

  /// The kernel remembers where the heap ends, beside its mapping.
  Result<void> heap(const Maps& then) {
    const auto now = read_maps(visit_.thread());
    if (!now) return tl::make_unexpected(now.error());
    const auto heap_of = [](const Maps& maps) {
      return std::ranges::find(maps, std::string_view("[heap]"), &Mapping::path);
    };
    const auto is = heap_of(*now);
    const auto was = heap_of(then);
    if (is == now->end() && was == then.end()) return {};
    const Addr wanted = was != then.end() ? was->end : is->start;
    if (is != now->end() && is->end == wanted) return {};
    const auto done = call("brk", {wanted.value()});
    return done ? Result<void>{} : tl::make_unexpected(done.error());
  }

  Result<void> reshape(const Segment& segment) {
    const std::uint64_t size = segment.end - segment.start;
    const bool both = segment.now != nullptr && segment.then != nullptr;
    if (both && same_thing(*segment.now, *segment.then, segment.start)) {
      if (protection(*segment.now) == protection(*segment.then)) return {};
      return expect_success(
          call("mprotect", {segment.start.value(), size, protection(*segment.then)}), segment);
    }
    // A stack grows by itself, and what lies below the stack pointer is nobody's.
    if (!both && segment.now != nullptr && segment.now->path == "[stack]") return {};
    if (segment.now != nullptr) {
      auto done = expect_success(call("munmap", {segment.start.value(), size}), segment);
      if (!done) return done;
    }
    return segment.then != nullptr ? map(segment) : Result<void>{};
  }

  Result<void> map(const Segment& segment) {
    const Mapping& then = *segment.then;
    const std::uint64_t size = segment.end - segment.start;
    const bool narrow = visit_.registers().abi().word_size == 4;
    if (!is_file(then) && !is_private(then)) {
      problems_.push_back(
          fmt::format("memory at {:#x} was shared with other processes, and cannot be had back",
                      then.start.value()));
      return {};
    }
    std::uint64_t file = static_cast<std::uint64_t>(-1);
    std::uint64_t flags = MAP_FIXED | (is_private(then) ? MAP_PRIVATE : MAP_SHARED);
    std::uint64_t offset = 0;
    if (is_file(then)) {
      const auto opened = open(then);
      if (!opened) return tl::make_unexpected(opened.error());
      if (*opened < 0) {
        problems_.push_back(
            fmt::format("{} cannot be mapped again: it cannot be opened any more", then.path));
        return {};
      }
      file = static_cast<std::uint64_t>(*opened);
      offset = then.offset + (segment.start - then.start);
    } else {
      flags |= MAP_ANONYMOUS;
    }
    auto done = expect_success(
        call(narrow ? "mmap2" : "mmap", {segment.start.value(), size, protection(then), flags, file,
                                         narrow ? offset / page_size : offset}),
        segment);
    if (is_file(then) && done) {
      if (auto closed = call("close", {file}); !closed) return tl::make_unexpected(closed.error());
    }
    return done;
  }

  /// The path lies far below the stack pointer for so long; the stack is filled afterwards.
  Result<std::int64_t> open(const Mapping& mapping) {
    const Addr place = visit_.registers().stack_pointer() - 16384;
    const std::string path = mapping.path + '\0';
    if (auto put = visit_.memory().write(place, std::as_bytes(std::span(path))); !put) return -1;
    const bool writes = !is_private(mapping) && mapping.permissions[1] == 'w';
    return call("openat", {static_cast<std::uint64_t>(AT_FDCWD), place.value(),
                           static_cast<std::uint64_t>(writes ? O_RDWR : O_RDONLY) | O_CLOEXEC, 0});
  }

  Result<void> expect_success(const Result<std::int64_t>& result, const Segment& segment) {
    if (!result) return tl::make_unexpected(result.error());
    if (error_of_result(*result)) {
      problems_.push_back(
          fmt::format("the memory at {:#x} could not be brought back", segment.start.value()));
    }
    return {};
  }

  /// Copies the pages that differ, of all that the process alone can have changed.
  Result<void> fill(const Segment& segment) {
    const Mapping& then = *segment.then;
    if (!is_private(then)) {
      if (then.permissions[1] == 'w') {
        problems_.push_back(fmt::format("memory at {:#x} is shared with others, and stays as it is",
                                        then.start.value()));
      }
      return {};
    }
    // What nobody can write to now somebody may have written to before: a loader does so, and locks
    // up afterwards. Such pages are no longer the file's.
    const bool by_exception =
        is_file(then) && then.permissions[1] != 'w' && then.permissions[2] != 'x';
    constexpr std::size_t chunk = 256;
    const std::size_t size = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    for (Addr at = segment.start; at < segment.end; at = at + chunk * size) {
      const auto count = std::min<std::uint64_t>(chunk, (segment.end - at) / size);
      const auto is = entries(now_, at, count, size);
      const auto was = entries(then_, at, count, size);
      for (std::size_t i = 0; i < count; ++i) {
        if (untouched(is[i], was[i])) continue;
        if (by_exception && is_of_file(is[i]) && is_of_file(was[i])) continue;
        if (auto done = copy_page(at + i * size, size); !done) return done;
      }
    }
    return {};
  }

  /// Nobody has that page, or both have the same one still.
  static bool untouched(std::uint64_t a, std::uint64_t b) {
    constexpr std::uint64_t there = std::uint64_t{3}
                                    << 62;  // proc_pid_pagemap(5): present, swapped
    constexpr std::uint64_t frame = (std::uint64_t{1} << 55) - 1;  // 0 for whoever is not root
    if (((a | b) & there) == 0) return true;
    return a == b && (a & frame) != 0;
  }

  /// Or there is none, which then would be the file's.
  static bool is_of_file(std::uint64_t entry) {
    constexpr std::uint64_t there = std::uint64_t{3} << 62;
    constexpr std::uint64_t of_file = std::uint64_t{1} << 61;
    return (entry & there) == 0 || (entry & of_file) != 0;
  }

  static std::vector<std::uint64_t> entries(const UniqueFd& pagemap, Addr at, std::size_t count,
                                            std::size_t size) {
    // What cannot be read is compared.
    std::vector<std::uint64_t> result(count);
    const auto bytes = static_cast<ssize_t>(count * sizeof(std::uint64_t));
    const auto place = static_cast<off_t>(at.value() / size * sizeof(std::uint64_t));
    const bool all =
        pread(pagemap.get(), result.data(), static_cast<std::size_t>(bytes), place) == bytes;
    if (!all) std::ranges::fill(result, std::uint64_t{1} << 63);
    return result;
  }

  Result<void> copy_page(Addr at, std::size_t size) {
    std::vector<std::byte> is(size), was(size);
    const auto place = static_cast<off_t>(at.value());
    if (pread(copy_memory_.get(), was.data(), size, place) != static_cast<ssize_t>(size)) return {};
    const bool known = pread(memory_.get(), is.data(), size, place) == static_cast<ssize_t>(size);
    if (known && is == was) return {};
    return visit_.memory().write(at, was);
  }

  static UniqueFd open_of(Tid thread, std::string_view name) {
    return UniqueFd(
        ::open(fmt::format("/proc/{}/{}", thread.value(), name).c_str(), O_RDONLY | O_CLOEXEC));
  }

  Visit& visit_;
  Tid copy_;
  UniqueFd now_ = open_of(visit_.thread(), "pagemap");
  UniqueFd then_ = open_of(copy_, "pagemap");
  UniqueFd memory_ = open_of(visit_.thread(), "mem");
  UniqueFd copy_memory_ = open_of(copy_, "mem");
  std::vector<std::string> problems_;
};

}  // namespace

Result<std::vector<std::string>> rewind_memory(Visit& visit, Tid copy) {
  return Rewinding(visit, copy).run();
}

}  // namespace spyglass
