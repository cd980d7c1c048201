#include "repl/session/event_log.hpp"

namespace spyglass {

void EventLog::add_call(std::shared_ptr<const Call> call) {
  calls_.push_back({++calls_seen_, std::move(call)});
  if (calls_.size() > max_calls) calls_.pop_front();
}

void EventLog::add_output(std::string_view bytes) {
  output_ += bytes;
  if (output_.size() > max_output) output_.erase(0, output_.size() - max_output);
}

void EventLog::add_row(RowEntry entry) {
  rows_.push_back(std::move(entry));
  if (rows_.size() > max_rows) rows_.pop_front();
}

void EventLog::replace_calls(std::deque<CallEntry> calls) {
  calls_ = std::move(calls);
  calls_seen_ = calls_.empty() ? 0 : calls_.back().number;
}

const EventLog::CallEntry* EventLog::call(std::size_t number) const {
  if (calls_.empty() || number < calls_.front().number) return nullptr;
  const std::size_t index = number - calls_.front().number;
  return index < calls_.size() ? &calls_[index] : nullptr;
}

}  // namespace spyglass
