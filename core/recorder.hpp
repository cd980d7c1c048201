#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>

#include "core/elf/maps.hpp"
#include "core/live_names.hpp"
#include "core/memory/noting_memory.hpp"
#include "core/record/record_file.hpp"
#include "core/trace.hpp"

namespace spyglass {

/// Writes down what happens to a program, so that all of it can be looked at later by a Player:
/// events, registers, all memory that decoding needs (whatever rules it is shown by later), and
/// what /proc says. Looks on: whoever traces tells it of every step, before the thread goes on.
class Recorder {
 public:
  /// The error says why the file cannot be written.
  static Result<std::unique_ptr<Recorder>> create(const std::string& path,
                                                  recorded::Beginning beginning);
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  /// What stands in a process's memory of which the program knows nothing (breakpoints) is taken
  /// out of what is written down.
  using Hide = std::function<void(Pid process, Addr from, std::span<std::byte> bytes)>;
  void hide(Hide what) { hide_ = std::move(what); }

  /// So long the program has stood still in all, because somebody looked at it: as if that time had
  /// not been.
  void set_stood(std::chrono::nanoseconds stood) { stood_ = stood; }

  /// `threads`: how many are traced at this moment.
  void take(const Trace::Step& step, std::size_t threads);
  /// Somebody has changed a stopped thread, or has put it where it now stands.
  void changed(const Stopped& thread, const Event& event, std::size_t threads);
  void rewound(std::size_t call, bool after) { file_.add(recorded::Rewind{call, after}); }
  void output(std::string_view bytes) { file_.add(recorded::Output{std::string(bytes)}); }
  void flush() { file_.flush(); }
  /// Nothing follows.
  void finish() { file_.finish(); }
  /// Why nothing is written any more, if something went wrong.
  [[nodiscard]] const std::optional<Error>& failed() const { return file_.failed(); }

 private:
  /// The kernel's answers, of which those are kept that are news.
  class Facts final : public proc::Source {
   public:
    [[nodiscard]] std::optional<std::string> answer(const proc::Question& question) const override;
    std::vector<recorded::Fact> take_news() { return std::exchange(news_, {}); }
    /// Something that no question to the kernel brings.
    void tell(proc::Question question, std::string answer) const;
    void forget(Tid thread);

   private:
    mutable std::map<proc::Question, std::optional<std::string>> known_;
    mutable std::vector<recorded::Fact> news_;
  };

  explicit Recorder(recorded::FileWriter file);
  void look_around(const recorded::Step& step, const Call* call, bool is_new);
  void look_at_files(const Result<std::vector<Mapping>>& maps) const;
  void look_at_program(recorded::Step& step);
  void look_at_memory(recorded::Step& step, const Memory& memory);
  void add_lasting(recorded::Step& step, Addr from, std::size_t size);
  void write(recorded::Step step, const NotingMemory& memory, const Call* call);

  recorded::FileWriter file_;
  Hide hide_;
  Facts facts_;
  LiveNames names_;
  CallPairs calls_;                                 ///< borrow names_
  std::map<Tid, std::chrono::nanoseconds> looked_;  ///< when /proc was asked about each
  std::chrono::nanoseconds stood_{};
  std::set<Pid> known_;  ///< processes that were looked at from all sides
  std::map<Pid, std::map<Addr, std::string>> lasting_;  ///< as it was told last
  struct Range {
    Addr at;
    std::size_t size;
  };
  std::map<Pid, std::vector<Range>> variables_;  ///< of the program itself
};

}  // namespace spyglass
