#include "repl/views/process_tree.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

#include "core/proc/processes.hpp"
#include "core/proc/status.hpp"
#include "repl/views/kernel_side.hpp"
#include "repl/views/table.hpp"

namespace spyglass {

namespace {

/// Collects the rows, from the processes that nobody traced has made downwards.
class Tree {
 public:
  explicit Tree(const Session& session) : session_(session) {
    for (const auto& [thread, record] : session.threads()) {
      threads_[record->process].push_back(record.get());
    }
    for (const auto& [process, records] : threads_) {
      const auto known = proc::status(leader_of(process), session_.source());
      const bool below = known && threads_.contains(known->parent);
      (below ? children_[known->parent] : tops_).push_back(process);
    }
  }

  std::vector<Line> rows() {
    for (const Pid process : tops_) add_with_children(process, 0);
    // In a recording that was forged, processes may be each other's parents.
    for (const auto& [process, records] : threads_) add_with_children(process, 0);
    return std::move(rows_);
  }

 private:
  /// Those that are deeper than any page is wide stand at the left again.
  void add_with_children(Pid process, std::size_t depth) {
    constexpr std::size_t deepest = 100;
    if (depth > deepest || !shown_.insert(process).second) return;
    add_process(process, depth);
    for (const Pid child : children_[process]) add_with_children(child, depth + 1);
  }

  void add_process(Pid process, std::size_t depth) {
    const auto& records = threads_[process];
    const std::string command = inert_line(proc::command_text(process, session_.source()));
    add(leader_of(process), depth, command, doing_of_leader(process));
    for (const ThreadRecord* record : records) {
      if (record->thread == leader_of(process)) continue;
      const std::string name = inert_line(proc::command_name(record->thread, session_.source()));
      add(record->thread, depth + 1, "thread " + name, doing_words(session_, *record));
    }
  }

  [[nodiscard]] std::string doing_of_leader(Pid process) const {
    const auto found = session_.threads().find(leader_of(process));
    const bool is_alone = threads_.at(process).size() == 1;
    const auto known = proc::status(leader_of(process), session_.source());
    const bool has_ended =
        found == session_.threads().end() || (known && known->state == 'Z' && !is_alone);
    return has_ended ? "its first thread has ended, the others go on"
                     : doing_words(session_, *found->second);
  }

  void add(Tid thread, std::size_t depth, const std::string& what, const std::string& doing) {
    const bool in_focus = thread == session_.focus();
    const Tone tone = in_focus ? Tone::strong : Tone::plain;
    rows_.push_back(
        {{in_focus ? "*" : " ", tone},
         {std::string(2 * depth, ' ') + fmt::format("{}", session_.number_of(thread)), tone},
         {what + ": " + doing, tone}});
  }

  const Session& session_;
  std::map<Pid, std::vector<const ThreadRecord*>> threads_;
  std::vector<Pid> tops_;  ///< that nobody traced has made
  std::map<Pid, std::vector<Pid>> children_;
  std::set<Pid> shown_;
  std::vector<Line> rows_;
};

}  // namespace

void show_process_tree(Output& out, const Session& session) {
  show_table(out, Tree(session).rows(), 2);
  out.line("  * the commands are about this one", Tone::faint);
}

}  // namespace spyglass
