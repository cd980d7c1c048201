#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/base/exit_status.hpp"
#include "core/decode/call.hpp"

namespace spyglass {

/// What happened to the current program since it was started: calls with the numbers that `call 12`
/// uses, signals, ends of processes, everything that it wrote to its terminal, and what recipes had
/// to say of it. Bounded: the oldest calls and the oldest output go first, the numbers stay.
class EventLog {
 public:
  static constexpr std::size_t max_calls = 20000;
  static constexpr std::size_t max_output = 1 << 20;

  struct CallEntry {
    std::size_t number;  ///< from 1
    std::shared_ptr<const Call> call;
  };
  struct SignalEntry {
    Tid thread;
    Signal signal;
  };
  struct EndEntry {
    Pid process;
    ExitStatus status;
  };

  /// What a recipe has written, by its columns.
  using RowValue = std::variant<std::monostate, bool, std::int64_t, double, std::string>;
  struct RowEntry {
    std::string recipe;
    std::vector<std::pair<std::string, RowValue>> cells;
  };
  static constexpr std::size_t max_rows = 20000;

  void add_call(std::shared_ptr<const Call> call);
  void add_signal(SignalEntry entry) { signals_.push_back(entry); }
  void add_end(EndEntry entry) { ends_.push_back(entry); }
  void add_output(std::string_view bytes);
  void add_row(RowEntry entry);
  /// As if only these had happened; the next one gets the number behind the last.
  void replace_calls(std::deque<CallEntry> calls);
  /// The first call gets the number behind this one.
  void begin_behind(std::size_t number) { calls_seen_ = number; }
  void clear() { *this = EventLog{}; }

  [[nodiscard]] const std::deque<CallEntry>& calls() const { return calls_; }
  /// By its number; null when it never was, or is no longer kept.
  [[nodiscard]] const CallEntry* call(std::size_t number) const;
  [[nodiscard]] std::size_t calls_seen() const { return calls_seen_; }
  [[nodiscard]] const std::vector<SignalEntry>& signals() const { return signals_; }
  [[nodiscard]] const std::vector<EndEntry>& ends() const { return ends_; }
  [[nodiscard]] const std::string& output() const { return output_; }
  [[nodiscard]] const std::deque<RowEntry>& rows() const { return rows_; }

 private:
  std::deque<CallEntry> calls_;
  std::size_t calls_seen_ = 0;
  std::vector<SignalEntry> signals_;
  std::vector<EndEntry> ends_;
  std::string output_;
  std::deque<RowEntry> rows_;
};

}  // namespace spyglass
