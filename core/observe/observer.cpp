#include "core/observe/observer.hpp"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <numeric>
#include <vector>

#include "core/base/mapped.hpp"
#include "core/base/unique_fd.hpp"
#include "core/observe/kernel_layout.hpp"
#include "core/observe/watch.skel.h"

namespace spyglass::observe {

namespace {

/// How long a reader that has just read waits for more before it looks again by itself, and how
/// often in vain before it lies down to be woken. Being woken for every record costs the watched
/// program more than writing it.
constexpr int look_again_ms = 1;
constexpr int looks_in_vain = 20;
/// Of a batch: as soon as it has so many, nothing is added.
constexpr std::size_t batch_words = 4096;

constexpr std::size_t words_of(std::size_t bytes) {
  return (bytes + sizeof(std::uint64_t) - 1) / sizeof(std::uint64_t);
}

struct Destroy {
  void operator()(watch* program) const { watch__destroy(program); }
  void operator()(ring_buffer* ring) const { ring_buffer__free(ring); }
};

/// What libbpf says when something fails: its last line.
std::string& last_words() {
  static std::string words;
  return words;
}

__attribute__((format(printf, 2, 0))) int note_words(libbpf_print_level level, const char* format,
                                                     va_list arguments) {
  if (level != LIBBPF_WARN) return 0;
  std::array<char, 512> line{};
  const int length = vsnprintf(line.data(), line.size(), format, arguments);
  last_words().assign(line.data());
  while (last_words().ends_with('\n')) last_words().pop_back();
  return length;
}

std::string why_not(int error) {
  if (error == EPERM) {
    return "the kernel lets only root, or who has CAP_BPF and CAP_PERFMON, watch with bpf(2)";
  }
  return fmt::format("bpf(2) does not work here: {}{}{}", std::strerror(error),
                     last_words().empty() ? "" : "; ", last_words());
}

std::vector<capture_plan> plans_for(const Wanted& wanted) {
  std::vector<capture_plan> plans(OBSERVED_ABIS * OBSERVED_CALLS);
  make_plans(plans, wanted);
  return plans;
}

bool put_plans(int map, const std::vector<capture_plan>& plans) {
  auto count = static_cast<std::uint32_t>(plans.size());
  std::vector<std::uint32_t> keys(count);
  std::iota(keys.begin(), keys.end(), 0);
  return bpf_map_update_batch(map, keys.data(), plans.data(), &count, nullptr) == 0;
}

/// The second page of the ring's map: it says up to where the kernel has written.
class Position {
 public:
  explicit Position(int map) : page_(map, page_bytes(), sysconf(_SC_PAGESIZE), MAP_SHARED) {}
  [[nodiscard]] bool is_there() const { return page_.is_there(); }
  [[nodiscard]] std::uint64_t now() const {
    const auto* place = reinterpret_cast<const std::uint64_t*>(page_.bytes().data());
    return __atomic_load_n(place, __ATOMIC_ACQUIRE);
  }

 private:
  static std::size_t page_bytes() { return static_cast<std::size_t>(sysconf(_SC_PAGESIZE)); }
  Mapped page_;
};

class Programs final : public Observer {
 public:
  explicit Programs(std::uint32_t ring_bytes) : Observer(ring_bytes) {}
  ~Programs() override;

  Result<void> load(const Options& options);
  Result<void> watch(Tid thread) override;
  void pause(bool on) override;
  bool take(const Take& take) override;
  [[nodiscard]] std::uint64_t written() const override { return written_->now(); }
  [[nodiscard]] std::uint64_t taken() const override { return taken_; }
  Woken wait() override;
  [[nodiscard]] std::uint64_t lost() const override { return programs_->bss->lost; }
  [[nodiscard]] std::uint64_t unwatched() const override { return programs_->bss->unwatched; }
  [[nodiscard]] std::uint64_t last_lost(Tid thread) const override;
  void forget_lost(Tid thread) override;

 private:
  static int put_aside(void* self, void* record, std::size_t size);
  void hear_children();

  std::unique_ptr<::watch, Destroy> programs_;
  std::unique_ptr<ring_buffer, Destroy> ring_;
  std::optional<Position> written_;
  UniqueFd children_;  ///< signalfd(2)
  UniqueFd sources_;   ///< epoll(7): children, and whatever programs wake us for
  sigset_t mask_before_{};
  /// Records that were taken out of the ring at once, each behind its size in bytes. To look where
  /// the kernel writes next, and to say up to where it may, takes the place from the processor that
  /// writes: better for many records than for each.
  std::vector<std::uint64_t> batch_;
  std::size_t next_in_batch_ = 0;
  std::uint64_t taken_ = 0;
  int in_vain_ = 0;
  std::vector<std::int32_t> asked_;  ///< since the last pause
};

Result<void> Programs::load(const Options& options) {
  if (access(types_of_kernel, R_OK) != 0) {
    return fail(fmt::format("this kernel does not tell its types ({}), which bpf(2) needs here",
                            types_of_kernel));
  }
  const auto layout = layout_of_kernel();
  if (!layout) return tl::make_unexpected(layout.error());
  libbpf_set_print(note_words);
  last_words().clear();
  const auto refused = [] { return fail(why_not(errno), Errno(errno)); };
  programs_.reset(watch__open());
  if (!programs_) return refused();
  programs_->rodata->follows = options.follow ? 1 : 0;
  programs_->rodata->picks = options.wanted.calls.is_all() ? 0 : 1;
  programs_->rodata->timed = options.timed ? 1 : 0;
  programs_->rodata->wake_at = options.ring_bytes / 4;
  programs_->rodata->status_in_task = layout->status_in_task;
  programs_->rodata->state_in_task = layout->state_in_task;
  programs_->rodata->id_in_task = layout->id_in_task;
  programs_->rodata->leader_in_task = layout->leader_in_task;
  programs_->rodata->level_in_id = layout->level_in_id;
  programs_->rodata->number_in_id = layout->number_in_id;
  programs_->rodata->number_stride = layout->number_stride;
  if (bpf_map__set_max_entries(programs_->maps.records, options.ring_bytes) != 0) return refused();
  if (watch__load(programs_.get()) != 0) return refused();
  if (!put_plans(bpf_map__fd(programs_->maps.plans), plans_for(options.wanted))) return refused();
  LIBBPF_OPTS(bpf_test_run_opts, once);
  if (bpf_prog_test_run_opts(bpf_program__fd(programs_->progs.find_level), &once) != 0) {
    return refused();
  }
  // Kernels before 6.10 lack this tracepoint.
  bpf_program__set_autoattach(programs_->progs.on_exec_prepared, false);
  if (watch__attach(programs_.get()) != 0) return refused();
  programs_->links.on_exec_prepared = bpf_program__attach(programs_->progs.on_exec_prepared);
  if (programs_->links.on_exec_prepared == nullptr && errno != ENOENT) return refused();
  const int map = bpf_map__fd(programs_->maps.records);
  ring_.reset(ring_buffer__new(map, put_aside, this, nullptr));
  written_.emplace(map);
  if (!ring_ || !written_->is_there()) return refused();
  return {};
}

Programs::~Programs() {
  if (children_) pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
}

Result<void> Programs::watch(Tid thread) {
  const std::int32_t id = thread.value();
  const std::uint8_t yes = 1;
  asked_.push_back(id);
  __atomic_fetch_add(&programs_->bss->waiting, 1, __ATOMIC_RELAXED);
  if (bpf_map__update_elem(programs_->maps.asked, &id, sizeof id, &yes, sizeof yes, BPF_ANY) != 0) {
    return fail_errno(fmt::format("cannot watch thread {} with bpf(2)", id), errno);
  }
  return {};
}

std::uint64_t Programs::last_lost(Tid thread) const {
  if (lost() == 0) return 0;
  const std::int32_t id = thread.value();
  std::uint64_t sequence = 0;
  (void)bpf_map__lookup_elem(programs_->maps.last_lost, &id, sizeof id, &sequence, sizeof sequence,
                             0);
  return sequence;
}

void Programs::forget_lost(Tid thread) {
  const std::int32_t id = thread.value();
  if (lost() != 0) (void)bpf_map__delete_elem(programs_->maps.last_lost, &id, sizeof id, 0);
}

void Programs::pause(bool on) {
  if (on) {
    // Those that have made no call since they were asked for are asked for anew.
    for (const std::int32_t id : asked_) {
      (void)bpf_map__delete_elem(programs_->maps.asked, &id, sizeof id, 0);
    }
    asked_.clear();
    programs_->bss->waiting = 0;
  } else {
    ++programs_->bss->epoch;
  }
  programs_->bss->paused = on ? 1 : 0;
}

int Programs::put_aside(void* self, void* record, std::size_t size) {
  constexpr int go_on = 0, enough = -1;
  auto& programs = *static_cast<Programs*>(self);
  auto& batch = programs.batch_;
  const std::size_t at = batch.size();
  batch.resize(at + 1 + words_of(size));
  batch[at] = size;
  std::memcpy(&batch[at + 1], record, size);
  return batch.size() < batch_words ? go_on : enough;
}

bool Programs::take(const Take& take) {
  if (next_in_batch_ == batch_.size()) {
    batch_.clear();
    next_in_batch_ = 0;
    (void)ring_buffer__consume(ring_.get());
    if (batch_.empty()) return false;
    in_vain_ = 0;
  }
  const std::size_t size = batch_[next_in_batch_];
  const auto* record = reinterpret_cast<const std::byte*>(&batch_[next_in_batch_ + 1]);
  next_in_batch_ += 1 + words_of(size);
  // The ring keeps a record as the batch does: behind a word, and in whole words.
  taken_ += (1 + words_of(size)) * sizeof(std::uint64_t);
  const auto& head = *reinterpret_cast<const observed_record*>(record);
  const auto bytes = std::span(record, size).subspan(sizeof head);
  take({head, bytes.first(std::min<std::size_t>(head.pieces_size, bytes.size()))});
  return true;
}

void Programs::hear_children() {
  sigset_t child;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  pthread_sigmask(SIG_BLOCK, &child, &mask_before_);
  children_ = UniqueFd(signalfd(-1, &child, SFD_CLOEXEC | SFD_NONBLOCK));
  sources_ = UniqueFd(epoll_create1(EPOLL_CLOEXEC));
  epoll_event children{.events = EPOLLIN};
  epoll_ctl(sources_.get(), EPOLL_CTL_ADD, children_.get(), &children);
  // Only when it is woken: that there are records at all is no reason to get up from a nap.
  epoll_event records{.events = EPOLLIN | EPOLLET};
  epoll_ctl(sources_.get(), EPOLL_CTL_ADD, bpf_map__fd(programs_->maps.records), &records);
}

Observer::Woken Programs::wait() {
  if (!children_) {
    // Of what happened before this, nobody would wake us.
    hear_children();
    return Woken::maybe;
  }
  signalfd_siginfo news{};
  while (read(children_.get(), &news, sizeof news) > 0) {
  }
  const bool lies_down = ++in_vain_ > looks_in_vain;
  const std::atomic_ref reader(programs_->bss->reader);
  reader.store(lies_down ? READER_SLEEPS : READER_NAPS);
  // What was written before the program saw that it is to wake us, is seen now.
  const bool is_up = lies_down && written() != taken();
  epoll_event event{};
  const int got = is_up ? 0 : epoll_wait(sources_.get(), &event, 1, lies_down ? -1 : look_again_ms);
  reader.store(READER_AT_WORK);
  return got < 0 && errno == EINTR ? Woken::signal : Woken::maybe;
}

}  // namespace

Result<std::unique_ptr<Observer>> Observer::start(const Options& options) {
  auto programs = std::make_unique<Programs>(options.ring_bytes);
  if (auto loaded = programs->load(options); !loaded) return tl::make_unexpected(loaded.error());
  return programs;
}

}  // namespace spyglass::observe
