#pragma once

#include <map>
#include <memory>

#include "core/live_names.hpp"
#include "core/memory/piecewise_memory.hpp"
#include "core/record/record_file.hpp"
#include "core/trace.hpp"

namespace spyglass {

/// Tells a recording again, one record after the other, with calls decoded as a trace would, by any
/// rules. Traces nothing, and asks nothing of the machine that it runs on. Between two records it
/// knows what was known then: registers, memory, what /proc said.
class Player {
 public:
  /// The error says what is wrong with the file. One that is damaged further on is opened.
  static Result<std::unique_ptr<Player>> open(const std::string& path,
                                              const DecodeRules& rules = {}, Naming naming = {});
  Player(const Player&) = delete;
  Player& operator=(const Player&) = delete;

  [[nodiscard]] const recorded::Beginning& beginning() const { return beginning_; }

  /// The next record; null at the end, and where the recording is damaged. Good until the next one.
  const recorded::Record* next();
  /// Of a record that is a step: the event, with its call. A step at which somebody changed the
  /// program has the call at hand, if the thread stands at its entry.
  [[nodiscard]] Trace::Step step() const;
  /// Why it ended too early, in words that go on after "the recording …"; empty otherwise.
  [[nodiscard]] const std::string& damage() const { return file_.damage(); }
  /// From the beginning again.
  void restart();

  // --- as of the last record ---
  [[nodiscard]] const proc::Source& source() const { return facts_; }
  /// As they were when the thread last stopped, or null.
  [[nodiscard]] const RegisterValues* registers(Tid thread) const;
  [[nodiscard]] const Tracer::Table& threads() const { return threads_; }
  [[nodiscard]] std::shared_ptr<const Call> current_call(Tid thread) const {
    return calls_.current(thread);
  }
  /// Of the process of the last step: what was read then, or lasts.
  [[nodiscard]] const Memory& memory() const { return memory_; }

 private:
  class Facts final : public proc::Source {
   public:
    [[nodiscard]] std::optional<std::string> answer(const proc::Question& question) const override;
    void learn(const recorded::Fact& fact) { known_[fact.question] = fact.answer; }
    void forget_all() { known_.clear(); }

   private:
    std::map<proc::Question, std::optional<std::string>> known_;
  };

  /// The pieces of a step, over those that last.
  class Layers final : public Memory {
   public:
    void turn_to(Pid process) { process_ = process; }
    std::size_t read(Addr from, std::span<std::byte> into) const override;

    PiecewiseMemory now;
    std::map<Pid, PiecewiseMemory> lasting;

   private:
    Pid process_{};
  };

  Player(recorded::FileReader file, const DecodeRules& rules, Naming naming);
  void play(const recorded::Step& step);
  void note_threads(const recorded::Step& step);
  void forget_all();

  recorded::FileReader file_;
  recorded::Beginning beginning_;
  DecodeRules rules_;
  Facts facts_;
  LiveNames names_;
  CallPairs calls_;
  Layers memory_;
  Tracer::Table threads_;
  std::map<Tid, RegisterValues> registers_;
  std::optional<recorded::Record> record_;
  std::shared_ptr<const Call> call_;
};

}  // namespace spyglass
