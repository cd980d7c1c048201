#pragma once

#include <chrono>
#include <compare>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/base/result.hpp"
#include "core/decode/call.hpp"

namespace spyglass {

/// What the table of calls says of each of them.
enum class SummaryColumn : std::uint8_t {
  time_percent,
  total_time,
  min_time,
  max_time,
  avg_time,
  calls,
  errors,
  name,
};

/// Which call comes first: the one with most of something, or the first in the alphabet. Calls that
/// are equal in that come in the order of their numbers, and with `nothing` all do.
enum class SummaryOrder : std::uint8_t {
  total_time,
  min_time,
  max_time,
  avg_time,
  calls,
  errors,
  name,
  nothing,
};

/// How the table looks. The defaults are strace's.
struct SummaryLook {
  std::vector<SummaryColumn> columns = {SummaryColumn::time_percent, SummaryColumn::total_time,
                                        SummaryColumn::avg_time,     SummaryColumn::calls,
                                        SummaryColumn::errors,       SummaryColumn::name};
  SummaryOrder order = SummaryOrder::total_time;
};

/// Words with commas between them: "calls,errors,name". The name is put behind them all where it is
/// not among them; a column that is there twice is an error.
Result<std::vector<SummaryColumn>> parse_summary_columns(std::string_view words);
Result<SummaryOrder> parse_summary_order(std::string_view word);
/// The words that those take, without the second names of the same, for completion.
std::vector<std::string_view> summary_column_words();
std::vector<std::string_view> summary_order_words();

/// What all the calls of one name have in common.
struct SummaryRow {
  using Time = std::chrono::nanoseconds;

  std::string name;
  std::uint64_t calls = 0;
  std::uint64_t errors = 0;  ///< how many of the calls
  Time total{};
  Time shortest{};
  Time longest{};

  /// One more call.
  void add(Time spent, bool failed);
  /// All calls of another row.
  void add(const SummaryRow& other);
  [[nodiscard]] Time average() const;
  bool operator==(const SummaryRow&) const = default;
};

/// The calls of one ABI.
struct SummaryTable {
  AbiId abi{};
  std::vector<SummaryRow> rows;  ///< never empty
  [[nodiscard]] SummaryRow total() const;
};

/// A table in the order of its rows, as strace prints it, with its newlines.
std::string table_text(const SummaryTable& table, const std::vector<SummaryColumn>& columns);

/// Counts calls: how many of each there were, how many failed and how long they took. It takes as
/// much memory as there are names of calls, however many calls there are.
class Summary {
 public:
  using Time = SummaryRow::Time;

  /// `overhead` is taken off the time of each call, which stays 0 at the least. The tables of all
  /// ABIs but `unnamed` get a headline that says whose calls they are.
  explicit Summary(Time overhead = {}, AbiId unnamed = native_abi().id)
      : overhead_(overhead), unnamed_(unnamed) {}

  /// Counts a call that is over. One that never returns, such as exit_group, does not count, and
  /// neither does a number that is no call. One that a signal broke off counts as failed; when the
  /// kernel makes it once more, it counts once more.
  ///
  /// Which time is `spent` is up to the caller. strace means the CPU time that the thread spent in
  /// the kernel: how much ru_stime, which wait4(2) tells with each stop, grew from the stop at the
  /// call's entry to the one at its exit. With -w it means the time on the clock:
  /// call.left - call.entered.
  void add(const Call& call, Time spent);

  [[nodiscard]] bool is_empty() const { return counts_.empty(); }
  /// A table an ABI that has calls, the unnamed one first.
  [[nodiscard]] std::vector<SummaryTable> tables(SummaryOrder order = SummaryOrder::nothing) const;
  /// All tables, with the headlines that they need; nothing when there were no calls.
  [[nodiscard]] std::string text(const SummaryLook& look = {}) const;

 private:
  /// Where a call stands among those of its ABI. Those that were made through socketcall
  /// have no number of their own, and follow all others.
  struct Place {
    std::uint64_t outer = 0;  ///< the number of the call that stands for it; 0: none does
    std::uint64_t number = 0;
    auto operator<=>(const Place&) const = default;
  };
  struct Count {
    Place place;
    SummaryRow row;
  };
  using Counts = std::unordered_map<std::string_view, Count>;  ///< by the names of rows

  static Place place_of(const Call& call);
  [[nodiscard]] SummaryTable table(AbiId abi, SummaryOrder order) const;

  Time overhead_;
  AbiId unnamed_;
  std::map<AbiId, Counts> counts_;  ///< none of them is empty
};

}  // namespace spyglass
