#include "core/report/call_subject.hpp"

#include "core/syscalls/kinds.hpp"

namespace spyglass {

std::string_view subject_of(const Call& call) {
  if (call.row == nullptr || call.in_words) return {};
  const value::Descriptor* first = nullptr;
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    const Value& argument = call.arguments[i];
    const auto* text = argument.as<value::Text>();
    const bool is_path = text != nullptr && call.kinds[i] == &kinds::path;
    if (is_path && !text->bytes.empty()) return text->bytes;
    if (first == nullptr) first = argument.as<value::Descriptor>();
  }
  return first == nullptr ? std::string_view{} : first->target;
}

}  // namespace spyglass
